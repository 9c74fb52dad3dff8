import { describe, expect, it } from 'vitest';
import type { Standing } from '../../activities/waiting-room/ports.ts';
import { placeStatus } from './place-status.ts';

const now = 1_800_000_000_000;
const standing = (given: Partial<Standing> = {}): Standing => ({
  outcome: 'standing',
  now,
  onSaleAt: now - 10_000,
  paused: false,
  position: 1,
  total: 1,
  waveSize: 100,
  waveIntervalMs: 30_000,
  lastWaveAt: now - 10_000,
  number: 7,
  safeUntil: now + 3_600_000,
  accessTtlMs: 180_000,
  ...given,
});

describe('the status of a place', () => {
  it('counts whole seconds up to the opening and shows no position before it', () => {
    expect(placeStatus(standing({ onSaleAt: now + 1 }))).toEqual({
      state: 'waiting',
      onSaleAt: new Date(now + 1).toISOString(),
      secondsUntilOnSale: 1,
      paused: false,
      number: 7,
      safeUntil: new Date(now + 3_600_000).toISOString(),
      accessSeconds: 180,
    });
    expect(placeStatus(standing({ onSaleAt: now }))).toMatchObject({ state: 'sale_open', secondsUntilOnSale: 0 });
  });

  it.each([
    [1, 20],
    [100, 20],
    [101, 50],
    [200, 50],
    [201, 80],
  ])('tells number %i to expect entry in %i s', (position, etaSeconds) => {
    expect(placeStatus(standing({ position }))).toMatchObject({ etaSeconds, canEnter: false });
  });

  it('expects a late wave now and the first wave at once', () => {
    expect(placeStatus(standing({ lastWaveAt: now - 31_000 }))).toMatchObject({ etaSeconds: 0 });
    const { lastWaveAt: _, ...first } = standing();
    expect(placeStatus(first)).toMatchObject({ etaSeconds: 0 });
  });

  it('lets an admitted buyer enter until the access ends, but not during a pause', () => {
    const admitted = standing({ position: 0, accessUntil: now + 5_000 });
    expect(placeStatus(admitted)).toMatchObject({
      canEnter: true,
      position: 0,
      etaSeconds: 0,
      accessExpiresAt: new Date(now + 5_000).toISOString(),
    });
    expect(placeStatus({ ...admitted, paused: true })).toMatchObject({ canEnter: false, paused: true });
  });
});
