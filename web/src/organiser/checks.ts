/** What is wrong with a typed value, in words for whoever types; undefined where nothing is. */
export type Check = (typed: string) => string | undefined;

export const text =
  (most: number): Check =>
  (typed) => {
    const length = typed.trim().length;
    if (length === 0) return 'Please fill this in.';
    return length > most ? `That is ${length} characters; ${most} fit.` : undefined;
  };

export const atMost =
  (most: number): Check =>
  (typed) =>
    typed.length > most ? `That is ${typed.length} characters; ${most} fit.` : undefined;

/** A whole number; `orEmpty` where an empty field has a meaning of its own. */
export const whole =
  (least: number, most: number, orEmpty = false): Check =>
  (typed) => {
    const given = typed.trim();
    if (given === '') return orEmpty ? undefined : 'Please give a number.';
    if (!/^-?\d+$/.test(given)) return 'Only whole numbers, such as 100.';
    return within(Number(given), least, most);
  };

/** Seconds, with a fraction where it matters. */
export const seconds =
  (least: number, most: number, orEmpty = false): Check =>
  (typed) => {
    const given = typed.trim();
    if (given === '') return orEmpty ? undefined : 'Please give a number of seconds.';
    if (!/^\d+(\.\d)?$/.test(given)) return 'Only seconds, such as 30 or 0.5.';
    return within(Number(given), least, most);
  };

export const price =
  (mostCents: number): Check =>
  (typed) => {
    if (typed.trim() === '') return 'Please give a price; 0 is free.';
    const cents = centsOf(typed);
    if (cents === undefined) return 'Only an amount such as 25 or 25.50.';
    return cents > mostCents ? `At most ${mostCents / 100}.` : undefined;
  };

export const moment: Check = (typed) => (momentOf(typed) === undefined ? 'Please give a date and a time.' : undefined);

function within(value: number, least: number, most: number): string | undefined {
  if (value < least) return `At least ${least}.`;
  return value > most ? `At most ${most}.` : undefined;
}

/** `25.5` → 2550. Without arithmetic on fractions, so that no cent gets lost. */
export function centsOf(typed: string): number | undefined {
  const parts = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : undefined;
}

export const asPrice = (cents: number): string => (cents / 100).toFixed(2);

/** A date and time as the reader's own clock shows it, to ISO 8601 in UTC. */
export function momentOf(typed: string): string | undefined {
  const at = new Date(typed);
  return typed === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The other way, to the minute, as a date field wants it. */
export function asMoment(iso: string): string {
  const at = new Date(iso);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The name of the reader's zone, for a hint beside a date. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
