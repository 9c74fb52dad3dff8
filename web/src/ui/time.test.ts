import { describe, expect, it } from 'vitest';
import { money } from './money.ts';
import { countdown, roughly } from './time.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

describe('a countdown', () => {
  it.each([
    [7 * second, '0:07'],
    [6_001, '0:07'],
    [12 * minute + 30 * second, '12:30'],
    [2 * hour + 5 * minute, '2:05:00'],
    [27 * hour, '27:00:00'],
    [76 * hour, '3 d 4 h'],
    [-5 * second, '0:00'],
  ])('of %i ms reads %s', (left, text) => expect(countdown(1_000_000 + left, 1_000_000)).toBe(text));
});

describe('an estimate', () => {
  it.each([
    [3, 'a few seconds'],
    [45, 'less than a minute'],
    [61, 'about 1 minute'],
    [150, 'about 3 minutes'],
    [3_600, 'about 1 hour'],
    [5_400, 'about 1½ hours'],
    [7_300, 'about 2 hours'],
  ])('of %i s reads "%s"', (seconds, text) => expect(roughly(seconds)).toBe(text));
});

it('writes cents as money', () => expect(money(123_450)).toMatch(/1,234\.50/));
