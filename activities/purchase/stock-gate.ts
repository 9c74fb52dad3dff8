import type { Redis } from 'ioredis';
import { eventKey, loadScript } from '../redis.ts';
import type { StockGate } from './ports.ts';

/** Redis's picture of the free tickets; claim-record.lua says what its keys hold. */
export function redisStockGate(redis: Redis): StockGate {
  const prelude = new URL('claim-record.lua', import.meta.url);
  const stock = (eventId: string) => eventKey(eventId, 'stock');
  const capacities = (eventId: string) => eventKey(eventId, 'capacities');
  const keys = (eventId: string) => [
    stock(eventId),
    eventKey(eventId, 'claims'),
    eventKey(eventId, 'claimants'),
    capacities(eventId),
  ];
  const load = <Result>(name: string) => {
    const script = loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), 4, prelude);
    return (eventId: string, ...args: (string | number)[]) => script(keys(eventId), args);
  };
  const scripts = {
    claim: load<['claimed' | 'sold_out', number] | ['unknown'] | ['under_way', string, string, number]>('claim'),
    endClaim: load<0 | 1>('end-claim'),
    listClaims: load<[reservationId: string, tierId: string, quantity: number, ageSeconds: number][]>('list-claims'),
    repair: load<'right' | 'repaired' | 'moved'>('repair'),
    resize: load<'resized' | 'right' | 'unknown'>('resize'),
  };

  return {
    async claim(eventId, { reservationId, tierId, quantity }, buyerId) {
      const answer = await scripts.claim(eventId, reservationId, tierId, quantity, buyerId);
      switch (answer[0]) {
        case 'under_way':
          return {
            outcome: 'under_way',
            earlier: { reservationId: answer[1], tierId: answer[2], quantity: answer[3] },
          };
        case 'sold_out':
          return { outcome: 'sold_out', available: answer[1] };
        default:
          return { outcome: answer[0] };
      }
    },

    async giveBack(eventId, reservationId) {
      await scripts.endClaim(eventId, reservationId, 0);
    },

    async settle(eventId, reservationId) {
      await scripts.endClaim(eventId, reservationId, 1);
    },

    async addTier(eventId, tierId, capacity) {
      await redis.multi().hsetnx(stock(eventId), tierId, capacity).hsetnx(capacities(eventId), tierId, capacity).exec();
    },

    resize: (eventId, tierId, capacity) => scripts.resize(eventId, tierId, capacity),

    async available(eventId) {
      const { version: _, ...tiers } = await redis.hgetall(stock(eventId));
      return Object.fromEntries(Object.entries(tiers).map(([tierId, free]) => [tierId, Number(free)]));
    },

    async claims(eventId) {
      const claims = await scripts.listClaims(eventId);
      return claims.map(([reservationId, tierId, quantity, ageSeconds]) => ({
        reservationId,
        tierId,
        quantity,
        ageSeconds,
      }));
    },

    version: async (eventId) => (await redis.hget(stock(eventId), 'version')) ?? '',

    repair(eventId, version, { tiers, claims }) {
      const counted = tiers.flatMap(({ tierId, free, capacity }) => [tierId, free, capacity]);
      const held = claims.flatMap(({ reservationId, tierId, quantity }) => [reservationId, tierId, quantity]);
      return scripts.repair(eventId, version, tiers.length, ...counted, ...held);
    },

    async forget(eventId) {
      await redis.del(...keys(eventId));
    },
  };
}
