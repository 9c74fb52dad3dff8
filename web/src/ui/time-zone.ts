import { dateAndTime } from './time.ts';

/** The reader's time zone. */
export const readerTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether this browser knows the rules of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** The time zone of an event; the reader's where nobody has said one, or where this browser does not know it. */
export const zoneOf = (name: string | null | undefined): string => (name && isTimeZone(name) ? name : readerTimeZone());

/** Where a time is meant: `in Berlin`, or the name of a zone that is no place's, such as `UTC`. */
export function placeOf(zone: string): string {
  const parts = zone.split('/');
  const last = parts.at(-1)!.replaceAll('_', ' ');
  return parts.length > 1 && parts[0] !== 'Etc' ? `in ${last}` : last;
}

/** A time by the clocks of the venue, with their place: `Fri, 1 Jan 2027, 0:30 in Berlin`. */
export function venueTime(iso: string, timeZone: string | null | undefined): string {
  const zone = zoneOf(timeZone);
  return `${dateAndTime(iso, zone)} ${placeOf(zone)}`;
}

/** The same time by the reader's clock, where that shows another: `Thu, 31 Dec 2026, 18:30 for you, in New York`. */
export function readerTime(iso: string, timeZone: string | null | undefined): string | undefined {
  const reader = readerTimeZone();
  const here = dateAndTime(iso, reader);
  return here === dateAndTime(iso, zoneOf(timeZone)) ? undefined : `${here} for you, ${placeOf(reader)}`;
}
