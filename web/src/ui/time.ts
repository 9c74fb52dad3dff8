import { locale } from './locale.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const pad2 = (count: number) => String(count).padStart(2, '0');

/** The time left, to the second: `0:07`, `12:30`, `2:05:00`, `3 d 4 h`. Arguments in milliseconds since the epoch. */
export function countdown(until: number, now: number): string {
  const left = Math.max(Math.ceil((until - now) / 1000), 0);
  if (left >= 2 * day) return `${Math.floor(left / day)} d ${Math.floor((left % day) / hour)} h`;
  const clock = `${pad2(Math.floor((left % hour) / minute))}:${pad2(left % minute)}`;
  return left >= hour ? `${Math.floor(left / hour)}:${clock}` : clock.replace(/^0/, '');
}

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** A duration in rounded words, for estimates that must not look exact. */
export function approximateDuration(seconds: number): string {
  if (seconds < 20) return 'a few seconds';
  if (seconds < 50) return 'less than a minute';
  const minutes = Math.round(seconds / minute);
  if (minutes < 60) return `about ${plural(Math.max(minutes, 1), 'minute')}`;
  const halves = Math.round((seconds / hour) * 2);
  if (halves === 2) return 'about 1 hour';
  return `about ${Math.floor(halves / 2)}${halves % 2 ? '½' : ''} hours`;
}

/** A duration in exact words: `3 minutes`, `1 minute 30 seconds`, `2 hours`. */
export function exactDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / hour), 'hour'],
    [Math.floor((seconds % hour) / minute), 'minute'],
    [seconds % minute, 'second'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => plural(count, unit));
  return words.join(' ') || plural(0, 'second');
}

/** How long ago `at` was, to the second within the first minute. Arguments in milliseconds since the epoch. */
export function timeAgo(at: number, now: number): string {
  const seconds = Math.max(Math.round((now - at) / 1000), 0);
  if (seconds < minute) return `${plural(seconds, 'second')} ago`;
  if (seconds < hour) return `${plural(Math.floor(seconds / minute), 'minute')} ago`;
  return `${plural(Math.floor(seconds / hour), 'hour')} ago`;
}

/** One format for each time zone, because a format is costly to make. */
const dateFormats = new Map<string | undefined, Intl.DateTimeFormat>();

function dateFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  const made = dateFormats.get(timeZone);
  if (made) return made;
  const format = new Intl.DateTimeFormat(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  });
  dateFormats.set(timeZone, format);
  return format;
}

/** An ISO 8601 time as date and time in a time zone, or in the reader's. */
export const dateAndTime = (iso: string, timeZone?: string): string => dateFormat(timeZone).format(new Date(iso));

/** The full name of the month of an ISO 8601 time in a time zone. */
export const monthName = (iso: string, timeZone: string): string =>
  new Date(iso).toLocaleString(locale(), { month: 'long', timeZone });

const timeFormat = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const hourFormat = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' });

/** Milliseconds since the epoch as hours and minutes in the reader's time zone. */
export const hourAndMinute = (at: number): string => hourFormat.format(new Date(at));

/** An ISO 8601 time as the time of day, to the second, in the reader's time zone. */
export const timeOfDay = (iso: string): string => timeFormat.format(new Date(iso));
