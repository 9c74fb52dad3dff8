import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Journal } from '../ports.ts';
import { loadScript } from '../redis.ts';
import { roomKeys } from './keys.ts';
import { notedKey, refusalsKey, ringKey, windowNames, windows } from './statistics-windows.ts';

/** The journal in Redis: one small ring of counts for each window, so that neither writing nor reading depends on how many came. */
export function redisJournal(redis: Redis): Journal {
  const script = loadScript<0 | 1>(redis, new URL('record-statistics.lua', import.meta.url), 3 + windowNames.length);
  const shape = [
    windowNames.length,
    ...windowNames.flatMap((name) => [windows[name].stepSeconds, windows[name].steps]),
  ];

  return {
    async note(eventId, { arrivals = 0, admissions = 0, refusals = {} }) {
      const keys = [
        roomKeys(eventId).sale,
        notedKey(eventId, randomUUID()),
        refusalsKey(eventId),
        ...windowNames.map((name) => ringKey(eventId, name)),
      ];
      await script(keys, [arrivals, admissions, ...shape, ...Object.entries(refusals).flat()]);
    },

    async people(eventId, window, lastStep) {
      const { steps } = windows[window];
      const slots = await redis.hgetall(ringKey(eventId, window));
      const count = (kind: string, step: number) => {
        const [at, counted] = (slots[`${kind}:${step % steps}`] ?? '').split(':');
        return Number(at) === step ? Number(counted) : 0;
      };
      const series = (kind: string) => Array.from({ length: steps }, (_, i) => count(kind, lastStep - steps + 1 + i));
      return { arrivals: series('arrivals'), admissions: series('admissions') };
    },

    async refusals(eventId) {
      const reasons = await redis.hgetall(refusalsKey(eventId));
      return Object.fromEntries(Object.entries(reasons).map(([reason, count]) => [reason, Number(count)]));
    },
  };
}
