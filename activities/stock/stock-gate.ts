import type { Redis } from 'ioredis';
import type { StockGate } from '../ports.ts';
import { eventKey, loadScript } from '../redis.ts';

/**
 * Redis's picture of the free tickets: `stock` holds tier → free and a version, `claims` holds reservation → tier and quantity,
 * `capacities` what each tier's free tickets were last counted from.
 */
export function redisStockGate(redis: Redis): StockGate {
  const load = <Result>(name: string, numberOfKeys = 2) => loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), numberOfKeys);
  const scripts = {
    claim: load<['claimed' | 'sold_out', number] | ['unknown']>('claim'),
    endClaim: load<0 | 1>('end-claim'),
    repair: load<'right' | 'repaired' | 'moved'>('repair', 3),
    resize: load<'resized' | 'right' | 'unknown'>('resize'),
  };
  const keys = (eventId: string) => [eventKey(eventId, 'stock'), eventKey(eventId, 'claims')];
  const stock = (eventId: string) => eventKey(eventId, 'stock');
  const capacities = (eventId: string) => eventKey(eventId, 'capacities');

  return {
    async claim(eventId, { reservationId, tierId, quantity }) {
      const answer = await scripts.claim(keys(eventId), [reservationId, tierId, quantity]);
      return answer[0] === 'sold_out' ? { outcome: 'sold_out', available: answer[1] } : { outcome: answer[0] };
    },

    async giveBack(eventId, reservationId) {
      await scripts.endClaim(keys(eventId), [reservationId, 0]);
    },

    async settle(eventId, reservationId) {
      await scripts.endClaim(keys(eventId), [reservationId, 1]);
    },

    async addTier(eventId, tierId, capacity) {
      await redis.multi().hsetnx(stock(eventId), tierId, capacity).hsetnx(capacities(eventId), tierId, capacity).exec();
    },

    resize: (eventId, tierId, capacity) => scripts.resize([stock(eventId), capacities(eventId)], [tierId, capacity]),

    async available(eventId) {
      const { version: _, ...tiers } = await redis.hgetall(stock(eventId));
      return Object.fromEntries(Object.entries(tiers).map(([tierId, free]) => [tierId, Number(free)]));
    },

    version: async (eventId) => (await redis.hget(stock(eventId), 'version')) ?? '',

    repair(eventId, version, { tiers, claims }) {
      const counted = tiers.flatMap(({ tierId, free, capacity }) => [tierId, free, capacity]);
      const held = claims.flatMap(({ reservationId, tierId, quantity }) => [reservationId, `${tierId}:${quantity}`]);
      return scripts.repair([...keys(eventId), capacities(eventId)], [version, tiers.length, ...counted, ...held]);
    },

    async forget(eventId) {
      await redis.del(...keys(eventId), capacities(eventId));
    },
  };
}
