import { expect, it } from 'vitest';
import { decimalAmount } from './decimal-amount.ts';

it.each([
  [2_500, 'EUR', '25.00'],
  [29, 'USD', '0.29'],
  [0, 'USD', '0.00'],
  [2_500, 'JPY', '2500'],
  [12_345, 'KWD', '12.345'],
])('%i of the smallest unit of %s is %s', (cents, currency, amount) =>
  expect(decimalAmount(cents, currency)).toBe(amount),
);
