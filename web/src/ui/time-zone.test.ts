import { describe, expect, it, vi } from 'vitest';
import { placeOf, readerTime, readerTimeZone, venueTime, zoneOf } from './time-zone.ts';

const newYear = '2027-01-01T00:30:00+01:00';

/** Runs `read` as a reader's browser in New York would. */
function inNewYork<Result>(read: () => Result): Result {
  vi.stubEnv('TZ', 'America/New_York');
  try {
    return read();
  } finally {
    vi.unstubAllEnvs();
  }
}

describe('the time of an event that is read elsewhere', () => {
  it('is that of the venue, with its place', () =>
    expect(inNewYork(() => venueTime(newYear, 'Europe/Berlin'))).toMatch(/\b1 Jan 2027, 0?0:30 in Berlin$/));

  it('is told by the reader’s clock too', () =>
    expect(inNewYork(() => readerTime(newYear, 'Europe/Berlin'))).toMatch(
      /\b31 Dec 2026, 18:30 for you, in New York$/,
    ));

  it('is told once where both clocks show the same', () => {
    expect(inNewYork(() => readerTime(newYear, 'America/New_York'))).toBeUndefined();
    expect(inNewYork(() => readerTime(newYear, 'America/Detroit'))).toBeUndefined();
  });

  it.each([null, undefined, 'Europe/Atlantis'])('is the reader’s where the zone is %s', (zone) => {
    expect(inNewYork(() => zoneOf(zone))).toBe('America/New_York');
    expect(inNewYork(() => venueTime(newYear, zone))).toMatch(/18:30 in New York$/);
    expect(inNewYork(() => readerTime(newYear, zone))).toBeUndefined();
  });
});

it.each([
  ['Europe/Berlin', 'in Berlin'],
  ['America/Argentina/Buenos_Aires', 'in Buenos Aires'],
  ['UTC', 'UTC'],
  ['Etc/GMT+5', 'GMT+5'],
])('the place of %s is "%s"', (zone, place) => expect(placeOf(zone)).toBe(place));

it('knows the reader’s zone', () => expect(inNewYork(readerTimeZone)).toBe('America/New_York'));
