import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { narrowOffset, observeClock, serverNow, type ClockOffset } from './server-clock.ts';

/** A response of a server whose clock is `ahead` by that many milliseconds. */
const sample = (sentAt: number, roundTrip: number, ahead: number) => ({
  sentAt,
  receivedAt: sentAt + roundTrip,
  date: Math.floor((sentAt + roundTrip / 2 + ahead) / 1000) * 1000,
});

describe('the offset of the server’s clock', () => {
  it('is bounded by one response', () => {
    const { low, high } = narrowOffset(undefined, sample(1_000_300, 80, 5_000));
    expect(low).toBeLessThanOrEqual(5_000);
    expect(high).toBeGreaterThanOrEqual(5_000);
    expect(high - low).toBeLessThanOrEqual(1_080);
  });

  it('is determined to a fraction of a second by several responses', () => {
    let offset: ClockOffset | undefined;
    for (let k = 0; k < 12; k++) offset = narrowOffset(offset, sample(1_000_000 + k * 2_270, 60, -3_456));
    expect(offset!.high - offset!.low).toBeLessThan(300);
    expect((offset!.low + offset!.high) / 2).toBeCloseTo(-3_456, -3);
  });

  it('is measured again when a clock was set', () => {
    const before = narrowOffset(undefined, sample(1_000_000, 60, 0));
    const after = narrowOffset(before, sample(1_010_000, 60, 60_000));
    expect(after.low).toBeGreaterThan(58_000);
  });

  it('is exact where two responses leave one value, and measured again where they leave none', () => {
    expect(narrowOffset({ low: 0, high: 500 }, { sentAt: 0, receivedAt: 500, date: 1_000 })).toEqual({
      low: 500,
      high: 500,
    });
    expect(narrowOffset({ low: 0, high: 499 }, { sentAt: 0, receivedAt: 500, date: 1_000 })).toEqual({
      low: 500,
      high: 2_000,
    });
  });
});

describe('the server’s current time', () => {
  const response = (ahead: number, headers: Record<string, string> = {}) =>
    new Response(null, { headers: { Date: new Date(Date.now() + ahead).toUTCString(), ...headers } });
  const observe = (received: Response) => observeClock(received, Date.now(), Date.now());
  const ahead = () => serverNow() - Date.now();

  beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
  afterEach(() => vi.useRealTimers());

  it('follows the responses, except cached ones and those without a date', () => {
    observe(response(60_000));
    expect(ahead()).toBe(60_500);
    observe(response(3_600_000, { Age: '7' }));
    observe(new Response(null));
    observe(new Response(null, { headers: { Date: 'some day' } }));
    expect(ahead()).toBe(60_500);
    observe(response(-60_000, { Age: '0' }));
    expect(ahead()).toBe(-59_500);
  });
});
