import { expect, it } from 'vitest';
import { reservationState } from './reservation-state.ts';

it.each([
  ['active', null, 'Held'],
  ['active', 'pending', 'In checkout'],
  ['converted', 'completed', 'Sold'],
  ['expired', 'expired', 'Ran out'],
  ['expired', null, 'Ran out'],
  ['canceled', 'failed', 'Payment declined'],
  ['canceled', 'canceled', 'Given back'],
  ['canceled', null, 'Given back'],
] as const)('a reservation with status %s and checkout status %s reads %s', (status, checkout_status, text) =>
  expect(reservationState({ status, checkout_status })).toBe(text),
);
