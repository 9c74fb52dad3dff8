import { decimalAmount, decimalsOf, highestPrice, MOST_CENTS } from '../../../money.ts';
import { money, parseAmount } from '../ui/money.ts';
import { isTimeZone } from '../ui/time-zone.ts';
import { parseDateTime } from './wall-time.ts';

/** Returns the error message for the text of a field, or undefined if it is valid. */
export type Validator = (text: string) => string | undefined;

export const requiredText =
  (max: number): Validator =>
  (text) => {
    const length = text.trim().length;
    if (length === 0) return 'Please fill this in.';
    return length > max ? `That is ${length} characters; ${max} fit.` : undefined;
  };

export const maxLength =
  (max: number): Validator =>
  (text) =>
    text.length > max ? `That is ${text.length} characters; ${max} fit.` : undefined;

/** A whole number. `orEmpty`: an empty field is valid too. */
export const wholeNumber =
  (min: number, max: number, orEmpty = false): Validator =>
  (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return orEmpty ? undefined : 'Please give a number.';
    if (!/^-?\d+$/.test(trimmed)) return 'Only whole numbers, such as 100.';
    return rangeError(Number(trimmed), min, max);
  };

/** Seconds, with up to one decimal. `orEmpty`: an empty field is valid too. */
export const seconds =
  (min: number, max: number, orEmpty = false): Validator =>
  (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return orEmpty ? undefined : 'Please give a number of seconds.';
    if (!/^\d+(\.\d)?$/.test(trimmed)) return 'Only seconds, such as 30 or 0.5.';
    return rangeError(Number(trimmed), min, max);
  };

/** The price of a ticket of which one buyer can have `limit`, as the form has it. */
export const price =
  (currency: string, limit: string): Validator =>
  (text) => {
    if (text.trim() === '') return 'Please give a price; 0 is free.';
    const cents = parseAmount(text, currency);
    if (cents === undefined) return amountHint(currency);
    const most = highestPrice(Math.max(Number(limit) || 1, 1));
    return cents > most ? `At most ${money(most, currency)} where one buyer can have ${limit.trim()}.` : undefined;
  };

/** An amount of the currency; an empty field is none. */
export const amount =
  (currency: string): Validator =>
  (text) => {
    if (text.trim() === '') return undefined;
    const cents = parseAmount(text, currency);
    if (cents === undefined) return amountHint(currency);
    return cents > MOST_CENTS ? `At most ${money(MOST_CENTS, currency)}.` : undefined;
  };

/** Per cent with up to two decimals; an empty field is none. */
export const percentage: Validator = (text) => {
  if (text.trim() === '') return undefined;
  if (!/^\d+([.,]\d{1,2})?$/.test(text.trim())) return 'Only per cent, such as 19 or 2.5.';
  return rangeError(basisPoints(text) / 100, 0, 100);
};

/** `2.5` → 250, of per cent as the form has it. */
export const basisPoints = (text: string): number => Math.round(Number(text.trim().replace(',', '.')) * 100);

function amountHint(currency: string): string {
  const decimals = decimalsOf(currency);
  if (decimals === 0) return `${currency} has no decimals: only a whole amount such as 2500.`;
  const hint = `Only an amount such as 25 or ${decimalAmount(25.5 * 10 ** decimals, currency)}`;
  return decimals > 2 ? `${hint}, with a point before the decimals.` : `${hint}.`;
}

/** The name of a time zone. Empty is valid: the organiser's own. */
export const timeZone: Validator = (text) =>
  text.trim() === '' || isTimeZone(text.trim()) ? undefined : 'Please choose one of the list, such as Europe/Berlin.';

export const dateTime: Validator = (text) =>
  parseDateTime(text) === undefined ? 'Please give a date and a time.' : undefined;

function rangeError(value: number, min: number, max: number): string | undefined {
  if (value < min) return `At least ${min}.`;
  return value > max ? `At most ${max}.` : undefined;
}
