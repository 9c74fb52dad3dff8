import { zoneOf } from '../ui/time-zone.ts';

const DAY_MS = 86_400_000;

const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;

/** What the clocks of a time zone show at `at`, as milliseconds since the epoch would if it were UTC; to the minute. */
function wallOf(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory', { ...fields, timeZone, hourCycle: 'h23' });
  const { year, month, day, hour, minute } = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  ) as Record<keyof typeof fields, number>;
  return Date.UTC(year, month - 1, day, hour, minute);
}

const minuteOf = (at: number) => Math.floor(at / 60_000) * 60_000;
const offsetAt = (at: number, zone: string) => wallOf(at, zone) - minuteOf(at);

/**
 * The value of a `datetime-local` input as ISO 8601 in UTC, by the clocks of `timeZone`; without one by the reader's.
 * A time that the clocks leave out in spring is the one an hour later; of two in autumn it is the first.
 */
export function parseDateTime(text: string, timeZone?: string): string | undefined {
  const wall = Date.parse(`${text}Z`);
  if (text === '' || Number.isNaN(wall)) return undefined;
  const zone = zoneOf(timeZone);
  const [before, after] = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)];
  const offset = [before, after].find((tried) => offsetAt(wall - tried, zone) === tried) ?? before;
  return new Date(wall - offset).toISOString();
}

/** ISO 8601 as the value of a `datetime-local` input, to the minute, by the clocks of `timeZone` or the reader's. */
export const formatDateTime = (iso: string, timeZone?: string): string =>
  new Date(wallOf(Date.parse(iso), zoneOf(timeZone))).toISOString().slice(0, 16);
