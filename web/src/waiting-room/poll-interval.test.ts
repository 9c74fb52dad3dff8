import { describe, expect, it } from 'vitest';
import { waitingRoomPollInterval } from './poll-interval.ts';

const open = { secondsUntilOnSale: 0, paused: false };

describe('the poll interval in the waiting room', () => {
  it('grows with the estimated time that is left', () => {
    expect(waitingRoomPollInterval({ ...open, etaSeconds: 5 }, false)).toBe(2_000);
    expect(waitingRoomPollInterval({ ...open, etaSeconds: 60 }, false)).toBe(10_000);
    expect(waitingRoomPollInterval({ ...open, etaSeconds: 3_600 }, false)).toBe(15_000);
  });

  it('is three times as long while the tab is hidden', () => {
    expect(waitingRoomPollInterval({ ...open, etaSeconds: 60 }, true)).toBe(30_000);
    expect(waitingRoomPollInterval({ ...open, canEnter: true }, true)).toBe(30_000);
    expect(waitingRoomPollInterval({ ...open, paused: true }, true)).toBe(24_000);
    expect(waitingRoomPollInterval({ secondsUntilOnSale: 3_600, paused: false }, true)).toBe(60_000);
  });

  it('asks right after the opening, and not much before it', () => {
    expect(waitingRoomPollInterval({ secondsUntilOnSale: 3_600, paused: false }, false)).toBe(20_000);
    expect(waitingRoomPollInterval({ secondsUntilOnSale: 5, paused: false }, true)).toBeLessThanOrEqual(5_300);
    expect(waitingRoomPollInterval({ secondsUntilOnSale: 1, paused: false }, false)).toBe(1_300);
  });

  it('keeps checking a pass and a pause', () => {
    expect(waitingRoomPollInterval({ ...open, canEnter: true, etaSeconds: 0 }, false)).toBe(10_000);
    expect(waitingRoomPollInterval({ ...open, paused: true, etaSeconds: 0 }, false)).toBe(8_000);
  });
});
