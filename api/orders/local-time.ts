/** Where nobody has said where an event is. */
const FALLBACK = 'UTC';

/** What the clocks of an event's time zone show, in the form that spreadsheets and sorting understand. */
export function localTime(timeZone: string | null) {
  const zone = timeZone ?? FALLBACK;
  // Swedish dates are those of ISO 8601.
  const [dayFormat, timeFormat] = [{ dateStyle: 'short' }, { dateStyle: 'short', timeStyle: 'medium' }].map(
    (style) => new Intl.DateTimeFormat('sv-SE', { ...style, timeZone: zone } as Intl.DateTimeFormatOptions),
  ) as [Intl.DateTimeFormat, Intl.DateTimeFormat];
  return {
    zone,
    /** `2026-11-27` */
    day: (at: Date) => dayFormat.format(at),
    /** `2026-11-27 18:04:05` */
    time: (at: Date) => timeFormat.format(at),
  };
}
