import { expect, it } from 'vitest';
import { stateOf } from './reservation-state.ts';

it.each([
  ['active', null, 'Held'],
  ['active', 'pending', 'In checkout'],
  ['converted', 'completed', 'Sold'],
  ['expired', 'expired', 'Ran out'],
  ['expired', null, 'Ran out'],
  ['canceled', 'failed', 'Payment declined'],
  ['canceled', 'canceled', 'Given back'],
  ['canceled', null, 'Given back'],
] as const)('a reservation that is %s, its checkout %s, reads %s', (status, checkout_status, words) =>
  expect(stateOf({ status, checkout_status })).toBe(words),
);
