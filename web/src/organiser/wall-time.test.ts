import { describe, expect, it } from 'vitest';
import { formatDateTime, parseDateTime } from './wall-time.ts';

describe('a date and a time in a form', () => {
  it.each([
    ['2027-01-01T00:30', 'Europe/Berlin', '2026-12-31T23:30:00.000Z'],
    ['2027-07-01T00:30', 'Europe/Berlin', '2027-06-30T22:30:00.000Z'],
    ['2027-07-01T20:00', 'America/New_York', '2027-07-02T00:00:00.000Z'],
    ['2027-07-01T20:00', 'Asia/Kathmandu', '2027-07-01T14:15:00.000Z'],
    ['2027-07-01T20:00', 'UTC', '2027-07-01T20:00:00.000Z'],
  ])('%s in %s is %s, and back', (text, zone, iso) => {
    expect(parseDateTime(text, zone)).toBe(iso);
    expect(formatDateTime(iso, zone)).toBe(text);
  });

  it.each([
    ['2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T03:30'],
    ['2027-03-14T02:30', 'America/New_York', '2027-03-14T03:30'],
  ])('%s, which the clocks in %s leave out, is %s', (text, zone, later) =>
    expect(formatDateTime(parseDateTime(text, zone)!, zone)).toBe(later),
  );

  it.each([
    ['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z'],
    ['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00.000Z'],
  ])('%s, which the clocks in %s show twice, is the first', (text, zone, iso) =>
    expect(parseDateTime(text, zone)).toBe(iso),
  );

  it('is the reader’s where no zone is given', () => {
    expect(parseDateTime('2026-12-24T20:15')).toBe(new Date(2026, 11, 24, 20, 15).toISOString());
    expect(formatDateTime(new Date(2026, 11, 24, 20, 15).toISOString())).toBe('2026-12-24T20:15');
  });

  it.each(['', 'soon'])('is nothing for %j', (text) => {
    expect(parseDateTime(text, 'UTC')).toBeUndefined();
  });
});
