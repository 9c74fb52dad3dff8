import { describe, expect, it, vi } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.ts';

const finish = (limit: AdaptiveLimit, count: number, ms: number, { failed = false, wasFull = true } = {}) => {
  for (let i = 0; i < count; i += 1) limit.finished(ms, { failed, wasFull });
};

describe('how many are under way at once', () => {
  it('grows by one in a round while the rounds are quick, up to a bound', () => {
    const limit = new AdaptiveLimit();
    const first = limit.atOnce;
    finish(limit, first + 1, 50);
    expect(limit.atOnce).toBe(first + 1);
    finish(limit, 100_000, 50);
    expect(limit.atOnce).toBe(256);
  });

  it('stays where fewer come than it allows', () => {
    const limit = new AdaptiveLimit();
    const first = limit.atOnce;
    finish(limit, 1_000, 50, { wasFull: false });
    expect(limit.atOnce).toBe(first);
  });

  it('shrinks once in a round while they are slow, down to a bound', () => {
    const limit = new AdaptiveLimit();
    finish(limit, 12, 900);
    expect(limit.atOnce).toBe(10);
    finish(limit, 9, 900);
    expect(limit.atOnce).toBe(10);
    finish(limit, 1_000, 900);
    expect(limit.atOnce).toBe(4);
  });

  it('is halved after a failure, and grows again afterwards', () => {
    const limit = new AdaptiveLimit();
    finish(limit, 12, 50, { failed: true });
    expect(limit.atOnce).toBe(6);
    finish(limit, 200, 50);
    expect(limit.atOnce).toBeGreaterThan(12);
  });

  it.each([
    [60, 20],
    [500, 50],
  ])(
    'settles where a server of %s a second that takes %s ms at least is busy and answers soon',
    (perSecond, leastMs) => {
      const limit = new AdaptiveLimit();
      vi.useFakeTimers();
      // Little's law: what is under way beyond what the server works on waits inside the server.
      for (let i = 0; i < 20_000; i += 1) {
        vi.advanceTimersByTime(Math.max(1_000 / perSecond, leastMs / limit.atOnce));
        finish(limit, 1, Math.max(leastMs, (limit.atOnce / perSecond) * 1_000));
      }
      vi.useRealTimers();
      expect(limit.perSecond).toBeGreaterThan(0.9 * perSecond);
      expect(limit.perSecond).toBeLessThan(1.1 * perSecond);
      expect(limit.durationMs).toBeLessThan(500);
    },
  );
});
