import { Problem } from '../http/problems.ts';

export const orderNotFound = () => new Problem(404, 'Order not found', { detail: 'There is no such order.' });

export const refundedBefore = () =>
  new Problem(409, 'Order is refunded', {
    detail: 'The money of this order is given back already, by another request or because its event was cancelled.',
  });

export const refundKeyReused = () =>
  new Problem(422, 'idempotency_key_reused', {
    detail: 'This Idempotency-Key came with another reason or restock before; use a new one.',
  });
