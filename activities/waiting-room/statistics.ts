import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { loadScript } from '../redis.ts';
import { roomKeys } from './keys.ts';
import type { SaleStatistics } from './ports.ts';
import { recordedKey, refusalsKey, ringKey, statisticsWindowNames, statisticsWindows } from './statistics-windows.ts';

/** Statistics in Redis: one small ring of counts for each window, so that the cost does not depend on how many came. */
export function redisStatistics(redis: Redis): SaleStatistics {
  const file = new URL('record-statistics.lua', import.meta.url);
  const script = loadScript<0 | 1>(redis, file, 3 + statisticsWindowNames.length);
  const shape = [
    statisticsWindowNames.length,
    ...statisticsWindowNames.flatMap((name) => [statisticsWindows[name].stepSeconds, statisticsWindows[name].steps]),
  ];

  return {
    async record(eventId, { arrivals = 0, admissions = 0, refusals = {} }) {
      const keys = [
        roomKeys(eventId).sale,
        recordedKey(eventId, randomUUID()),
        refusalsKey(eventId),
        ...statisticsWindowNames.map((name) => ringKey(eventId, name)),
      ];
      await script(keys, [arrivals, admissions, ...shape, ...Object.entries(refusals).flat()]);
    },

    async people(eventId, window, lastStep) {
      const { steps } = statisticsWindows[window];
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
