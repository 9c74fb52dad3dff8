import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approximateDuration,
  countdown,
  dateAndTime,
  exactDuration,
  hourAndMinute,
  timeAgo,
  timeOfDay,
} from './time.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

describe('a countdown', () => {
  it.each([
    [7 * second, '0:07'],
    [6_001, '0:07'],
    [12 * minute + 30 * second, '12:30'],
    [2 * hour + 5 * minute, '2:05:00'],
    [hour, '1:00:00'],
    [hour - 1_000, '59:59'],
    [27 * hour, '27:00:00'],
    [48 * hour - 1_000, '47:59:59'],
    [48 * hour, '2 d 0 h'],
    [76 * hour, '3 d 4 h'],
    [-5 * second, '0:00'],
  ])('of %i ms reads %s', (left, text) => expect(countdown(1_000_000 + left, 1_000_000)).toBe(text));
});

it('counts down one second at a time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 * 24 * 3_600 - 1 }), (left) => {
      const seconds = countdown(left * 1_000, 0)
        .split(':')
        .reduce((sum, part) => sum * 60 + Number(part), 0);
      expect(seconds).toBe(left);
    }),
  );
});

describe('an estimate', () => {
  it.each([
    [3, 'a few seconds'],
    [19, 'a few seconds'],
    [20, 'less than a minute'],
    [45, 'less than a minute'],
    [50, 'about 1 minute'],
    [61, 'about 1 minute'],
    [150, 'about 3 minutes'],
    [3_600, 'about 1 hour'],
    [5_400, 'about 1½ hours'],
    [7_300, 'about 2 hours'],
  ])('of %i s reads "%s"', (seconds, text) => expect(approximateDuration(seconds)).toBe(text));
});

describe('a duration', () => {
  it.each([
    [180, '3 minutes'],
    [90, '1 minute 30 seconds'],
    [7_201, '2 hours 1 second'],
    [0, '0 seconds'],
  ])('of %i s reads "%s"', (seconds, text) => expect(exactDuration(seconds)).toBe(text));
});

describe('a time in the reader’s time zone', () => {
  const time = new Date(2026, 10, 5, 9, 4, 3);

  it('has a day of the week, a date and a time of day', () => {
    const text = dateAndTime(time.toISOString());
    for (const part of [/\bThu\b/, /\b5\b/, /\bNov\b/, /\b2026\b/, /\b0?9:04\b/]) expect(text).toMatch(part);
  });

  it('has a time of day to the second, or to the minute', () => {
    expect(timeOfDay(time.toISOString())).toMatch(/^09:04:03/);
    expect(hourAndMinute(time.getTime())).toMatch(/^09:04(?!:)/);
  });
});

it.each([
  [-2 * second, '0 seconds ago'],
  [second, '1 second ago'],
  [59 * second, '59 seconds ago'],
  [119 * second, '1 minute ago'],
  [3 * hour - second, '2 hours ago'],
])('an age of %i ms is %s', (age, text) => expect(timeAgo(1_000_000, 1_000_000 + age)).toBe(text));
