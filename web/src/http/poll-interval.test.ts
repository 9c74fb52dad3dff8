import { describe, expect, it } from 'vitest';
import { restAfterFailure, restInLine, withJitter } from './poll-interval.ts';

const open = { secondsUntilOnSale: 0, paused: false };

describe('the pace in the waiting room', () => {
  it('backs off with the time that is left', () => {
    expect(restInLine({ ...open, etaSeconds: 5 }, false)).toBe(2_000);
    expect(restInLine({ ...open, etaSeconds: 60 }, false)).toBe(10_000);
    expect(restInLine({ ...open, etaSeconds: 3_600 }, false)).toBe(15_000);
  });

  it('asks a third as often while the tab is hidden', () => {
    expect(restInLine({ ...open, etaSeconds: 60 }, true)).toBe(30_000);
    expect(restInLine({ ...open, canEnter: true }, true)).toBe(30_000);
    expect(restInLine({ ...open, paused: true }, true)).toBe(24_000);
    expect(restInLine({ secondsUntilOnSale: 3_600, paused: false }, true)).toBe(60_000);
  });

  it('asks right after the opening, not long before and not long after', () => {
    expect(restInLine({ secondsUntilOnSale: 3_600, paused: false }, false)).toBe(20_000);
    expect(restInLine({ secondsUntilOnSale: 5, paused: false }, true)).toBeLessThanOrEqual(5_300);
    expect(restInLine({ secondsUntilOnSale: 1, paused: false }, false)).toBe(1_300);
  });

  it('keeps an eye on a pass and on a pause', () => {
    expect(restInLine({ ...open, canEnter: true, etaSeconds: 0 }, false)).toBe(10_000);
    expect(restInLine({ ...open, paused: true, etaSeconds: 0 }, false)).toBe(8_000);
  });
});

describe('the pace after a refusal', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3, 9].map((failures) => restAfterFailure(failures, undefined))).toEqual([
      1_000, 2_000, 4_000, 30_000,
    ]);
  });

  it('never asks before the server allows', () => {
    expect(restAfterFailure(1, 42)).toBe(42_000);
    expect(withJitter(42_000, () => 0)).toBe(42_000);
  });
});

it('spreads a crowd over a quarter of the pace', () => {
  expect(withJitter(8_000, () => 0.999)).toBeCloseTo(9_998, 0);
  expect(withJitter(0, () => 0.5)).toBe(200);
});
