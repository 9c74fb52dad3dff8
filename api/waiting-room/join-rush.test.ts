import { expect, it } from 'vitest';
import { joinRush } from './join-rush.ts';

/** Joins at the given rate for a second. @returns how often a rush was recorded. */
function rushesAt(perSecond: number, record = async () => undefined): number {
  let [now, recorded] = [5_000, 0];
  const rush = joinRush(
    () => {
      recorded += 1;
      return record();
    },
    () => now,
  );
  for (let i = 0; i < perSecond; i += 1) {
    rush.joined();
    now += 1_000 / perSecond;
  }
  return recorded;
}

it('is a rush when many join at once, which is recorded a few times a second however many they are', () => {
  expect(rushesAt(400)).toBe(4);
  expect(rushesAt(10_000)).toBe(4);
});

it('is none when people join one after the other', () => {
  expect(rushesAt(100)).toBe(0);
});

it('answers the joins also when it cannot be recorded', () => {
  expect(rushesAt(400, () => Promise.reject(new Error('away')))).toBe(4);
});
