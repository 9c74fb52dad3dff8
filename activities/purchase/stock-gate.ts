import type { Redis } from 'ioredis';
import { eventKey, loadScript } from '../redis.ts';
import type { StockGate } from './ports.ts';

type ClaimResult =
  | ['claimed' | 'sold_out' | 'address_full', number]
  | ['unknown']
  | ['under_way', string, string, number];

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
  const load = <Result>(name: string, moreKeys = 0) =>
    loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), 4 + moreKeys, prelude);
  const ofEvent = <Result>(name: string) => {
    const script = load<Result>(name);
    return (eventId: string, ...args: (string | number)[]) => script(keys(eventId), args);
  };
  const claim = load<ClaimResult>('claim', 1);
  const scripts = {
    endClaim: ofEvent<0 | 1>('end-claim'),
    listClaims: ofEvent<[reservationId: string, tierId: string, quantity: number, ageSeconds: number][]>('list-claims'),
    repair: ofEvent<'right' | 'repaired' | 'moved'>('repair'),
    resize: ofEvent<'resized' | 'right' | 'unknown'>('resize'),
  };

  return {
    async claim(eventId, { reservationId, tierId, quantity }, buyerId, from) {
      const held = eventKey(eventId, `held-from:${from?.address ?? ''}`);
      const answer = await claim(
        [...keys(eventId), held],
        [reservationId, tierId, quantity, buyerId, from?.sharePercent ?? 100, from?.atLeast ?? 0],
      );
      switch (answer[0]) {
        case 'address_full':
          return { outcome: 'address_full', most: answer[1] };
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
