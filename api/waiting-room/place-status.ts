import type { Standing } from '../../activities/waiting-room/ports.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * The status of a place by Redis's clock. The ETA counts whole waves: the time to the next one, and the waves before
 * the place's.
 */
export function placeStatus({
  now,
  onSaleAt,
  paused,
  position,
  total,
  accessUntil,
  waveSize,
  waveIntervalMs,
  lastWaveAt,
  number,
  safeUntil,
  accessTtlMs,
  missedTurn,
}: Standing) {
  const place = {
    number,
    safeUntil: iso(safeUntil),
    accessSeconds: Math.round(accessTtlMs / 1_000),
    ...(missedTurn && { missedTurn: { at: iso(missedTurn.at), returnBy: iso(missedTurn.returnBy) } }),
  };
  if (now < onSaleAt) {
    return {
      state: 'waiting' as const,
      onSaleAt: iso(onSaleAt),
      secondsUntilOnSale: Math.ceil((onSaleAt - now) / 1_000),
      paused,
      ...place,
    };
  }
  const nextWaveAt = lastWaveAt === undefined ? now : Math.max(now, lastWaveAt + waveIntervalMs);
  const etaMs = position === 0 ? 0 : nextWaveAt - now + (Math.ceil(position / waveSize) - 1) * waveIntervalMs;
  return {
    state: 'sale_open' as const,
    onSaleAt: iso(onSaleAt),
    secondsUntilOnSale: 0 as const,
    paused,
    position,
    total,
    ahead: Math.max(0, position - 1),
    canEnter: accessUntil !== undefined && !paused,
    etaSeconds: Math.ceil(etaMs / 1_000),
    ...(accessUntil !== undefined && { accessExpiresAt: iso(accessUntil) }),
    ...place,
  };
}
