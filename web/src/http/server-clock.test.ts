import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { narrow, observeClock, serverNow, type ClockOffset } from './server-clock.ts';

/** An answer of a server whose clock is `ahead` by that many milliseconds. */
const answer = (sentAt: number, roundTrip: number, ahead: number) => ({
  sentAt,
  receivedAt: sentAt + roundTrip,
  date: Math.floor((sentAt + roundTrip / 2 + ahead) / 1000) * 1000,
});

describe('the server’s clock', () => {
  it('is bounded by one answer', () => {
    const { low, high } = narrow(undefined, answer(1_000_300, 80, 5_000));
    expect(low).toBeLessThanOrEqual(5_000);
    expect(high).toBeGreaterThanOrEqual(5_000);
    expect(high - low).toBeLessThanOrEqual(1_080);
  });

  it('is pinned to a fraction of a second by several answers', () => {
    let known: ClockOffset | undefined;
    for (let k = 0; k < 12; k++) known = narrow(known, answer(1_000_000 + k * 2_270, 60, -3_456));
    expect(known!.high - known!.low).toBeLessThan(300);
    expect((known!.low + known!.high) / 2).toBeCloseTo(-3_456, -3);
  });

  it('is learnt anew when somebody sets a clock', () => {
    const before = narrow(undefined, answer(1_000_000, 60, 0));
    const after = narrow(before, answer(1_010_000, 60, 60_000));
    expect(after.low).toBeGreaterThan(58_000);
  });

  it('is pinned where two answers leave one value, and learnt anew where they leave none', () => {
    expect(narrow({ low: 0, high: 500 }, { sentAt: 0, receivedAt: 500, date: 1_000 })).toEqual({ low: 500, high: 500 });
    expect(narrow({ low: 0, high: 499 }, { sentAt: 0, receivedAt: 500, date: 1_000 })).toEqual({
      low: 500,
      high: 2_000,
    });
  });
});

describe('now, on the server’s clock', () => {
  const response = (ahead: number, headers: Record<string, string> = {}) =>
    new Response(null, { headers: { Date: new Date(Date.now() + ahead).toUTCString(), ...headers } });
  const heard = (answered: Response) => observeClock(answered, Date.now(), Date.now());
  const ahead = () => serverNow() - Date.now();

  beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
  afterEach(() => vi.useRealTimers());

  it('follows the answers, but none that a cache kept or that has no date', () => {
    heard(response(60_000));
    expect(ahead()).toBe(60_500);
    heard(response(3_600_000, { Age: '7' }));
    heard(new Response(null));
    heard(new Response(null, { headers: { Date: 'some day' } }));
    expect(ahead()).toBe(60_500);
    heard(response(-60_000, { Age: '0' }));
    expect(ahead()).toBe(-59_500);
  });
});
