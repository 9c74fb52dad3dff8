import { decimalsOf } from '../../money.ts';

/** An amount in the smallest unit of its currency as a number that spreadsheets add up: `25.00`, `2500` for yen. */
export function decimalAmount(cents: number, currency: string): string {
  const digits = decimalsOf(currency);
  return (cents / 10 ** digits).toFixed(digits);
}
