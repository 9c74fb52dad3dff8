import { expect, it } from 'vitest';
import { coolDown } from './cool-down.ts';

const terms = { HOLD_COOL_DOWN_SECONDS: 30, HOLD_LAPSES_ALLOWED: 3 };

it.each([
  [0, 0],
  [2, 0],
  [3, 30],
  [4, 60],
  [6, 240],
  [40, 3_600],
])('a buyer who let %i holds lapse waits %i seconds after the last one', (count, seconds) => {
  expect(coolDown({ count, secondsAgo: 0 }, terms)).toBe(seconds);
  expect(coolDown({ count, secondsAgo: seconds + 1 }, terms)).toBe(0);
});

it('counts down in whole seconds, and 0 turns it off', () => {
  expect(coolDown({ count: 3, secondsAgo: 9.5 }, terms)).toBe(21);
  expect(coolDown({ count: 9, secondsAgo: 0 }, { ...terms, HOLD_COOL_DOWN_SECONDS: 0 })).toBe(0);
});
