import type { Redis } from 'ioredis';
import { stockKeys } from '../purchase/stock-gate.ts';
import { roomKeys } from '../waiting-room/keys.ts';
import type { GateKeys } from './ports.ts';

/** The keys of an event that are no hashes. */
const otherTypes: Record<string, string> = {
  queue: 'zset',
  passes: 'zset',
  joins: 'stream',
  admissions: 'stream',
};

/** Looks at the types of the keys in Redis. */
export const redisGateKeys = (redis: Redis): GateKeys => ({
  async wrong(eventId) {
    const keys = Object.entries({ ...roomKeys(eventId), ...stockKeys(eventId) });
    const types = await Promise.all(
      keys.map(async ([part, key]) => ({
        key,
        type: await redis.type(key),
        expected: otherTypes[part] ?? 'hash',
      })),
    );
    return types.filter(({ type, expected }) => type !== expected && type !== 'none');
  },
});
