import { Problem } from '../http/problems.ts';

export const orderNotFound = () => new Problem(404, 'Order not found', { detail: 'There is no such order.' });
