import type { Redis } from 'ioredis';
import { lineTurnKey, roomKeys, rushKey } from './keys.ts';
import type { PlaceStreams } from './ports.ts';

/** How long a record counts. One buyer's steps are further apart, but a sale has many buyers. */
const RUSH_MS = 1_000;

/** A line that takes longer met an outage, and the worker that has the turn may have died. */
const LINE_TURN_MS = 2_000;

/** When Redis added the line with this id, in milliseconds since the epoch. */
export const lineTime = (id: string): number => Number(id.split('-')[0]);

/** The streams of places in Redis; `worker/stream-reader.ts` reads their lines. */
export const redisPlaceStreams = (redis: Redis): PlaceStreams => ({
  async backlog(eventId, stream) {
    const key = roomKeys(eventId)[stream];
    const lines = await redis.xlen(key);
    if (lines === 0) return { lines, oldestMs: 0 };
    const [[oldest], [seconds]] = await Promise.all([redis.xrange(key, '-', '+', 'COUNT', 1), redis.time()]);
    const addedAt = oldest === undefined ? Infinity : lineTime(oldest[0]);
    return { lines, oldestMs: Math.max(0, Number(seconds) * 1_000 - addedAt) };
  },

  async recordRush() {
    await redis.set(rushKey, 1, 'PX', RUSH_MS);
  },

  isRush: async () => (await redis.exists(rushKey)) === 1,

  takeLineTurn: async () => (await redis.set(lineTurnKey, 1, 'PX', LINE_TURN_MS, 'NX')) === 'OK',

  async endLineTurn(restMs) {
    const ms = Math.round(restMs);
    await (ms > 0 ? redis.pexpire(lineTurnKey, ms) : redis.del(lineTurnKey));
  },
});
