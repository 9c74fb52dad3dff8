import type { Redis } from 'ioredis';
import type { StockGate } from '../ports.ts';
import { eventKey, loadScript } from '../redis.ts';

/**
 * Redis's picture of the free tickets: `stock` holds tier → free and a version, `claims` holds reservation → tier and quantity,
 * `claimants` buyer → reservation, `capacities` what each tier's free tickets were last counted from.
 */
export function redisStockGate(redis: Redis): StockGate {
  const load = <Result>(name: string, numberOfKeys = 3) =>
    loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), numberOfKeys);
  const scripts = {
    claim: load<['claimed' | 'sold_out', number] | ['unknown'] | ['under_way', string, string, number]>('claim'),
    endClaim: load<0 | 1>('end-claim'),
    repair: load<'right' | 'repaired' | 'moved'>('repair', 4),
    resize: load<'resized' | 'right' | 'unknown'>('resize', 2),
  };
  const keys = (eventId: string) => ['stock', 'claims', 'claimants'].map((part) => eventKey(eventId, part));
  const stock = (eventId: string) => eventKey(eventId, 'stock');
  const capacities = (eventId: string) => eventKey(eventId, 'capacities');

  return {
    async claim(eventId, { reservationId, tierId, quantity }, buyerId) {
      const answer = await scripts.claim(keys(eventId), [reservationId, tierId, quantity, buyerId]);
      if (answer[0] === 'under_way')
        return { outcome: 'under_way', earlier: { reservationId: answer[1], tierId: answer[2], quantity: answer[3] } };
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

    async claims(eventId) {
      const [[now], claims] = await Promise.all([redis.time(), redis.hgetall(keys(eventId)[1]!)]);
      return Object.entries(claims).map(([reservationId, claim]) => {
        const [tierId, quantity, since] = claim.split(':');
        return { reservationId, tierId: tierId!, quantity: Number(quantity), ageSeconds: Number(now) - Number(since) };
      });
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
