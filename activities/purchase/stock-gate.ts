import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { eventKey, loadScript } from '../redis.ts';
import type { StockGate } from './ports.ts';

type ClaimResult =
  | ['claimed' | 'sold_out' | 'address_full', number]
  | ['unknown']
  | ['under_way', string, string, number];

/** Every key of an event's stock, in the order in which the scripts take them. */
export const stockKeys = (eventId: string) => ({
  stock: eventKey(eventId, 'stock'),
  claims: eventKey(eventId, 'claims'),
  claimants: eventKey(eventId, 'claimants'),
  capacities: eventKey(eventId, 'capacities'),
});

/** Redis's picture of the free tickets; claim-record.lua says what its keys hold. */
export function redisStockGate(redis: Redis): StockGate {
  const prelude = new URL('claim-record.lua', import.meta.url);
  const load = <Result>(name: string, moreKeys = 0) =>
    loadScript<Result>(redis, new URL(`${name}.lua`, import.meta.url), 4 + moreKeys, prelude);
  const ofEvent = <Result>(name: string) => {
    const script = load<Result>(name);
    return (eventId: string, ...args: (string | number)[]) => script(Object.values(stockKeys(eventId)), args);
  };
  const claimScript = load<ClaimResult>('claim', 1);
  const scripts = {
    endClaim: ofEvent<0 | 1>('end-claim'),
    listClaims: ofEvent<[reservationId: string, tierId: string, quantity: number, ageSeconds: number][]>('list-claims'),
    repair: ofEvent<'right' | 'repaired' | 'moved'>('repair'),
    resize: ofEvent<'resized' | 'right' | 'unknown'>('resize'),
  };

  return {
    async claim(eventId, { reservationId, tierId, quantity }, buyerId, from) {
      const held = eventKey(eventId, `held-from:${from?.address ?? ''}`);
      const answer = await claimScript(
        [...Object.values(stockKeys(eventId)), held],
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
      const { stock, capacities } = stockKeys(eventId);
      await redis.multi().hsetnx(stock, tierId, capacity).hsetnx(capacities, tierId, capacity).exec();
    },

    resize: (eventId, tierId, capacity) => scripts.resize(eventId, tierId, capacity),

    async available(eventId) {
      const { version: _, ...tiers } = await redis.hgetall(stockKeys(eventId).stock);
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

    version: async (eventId) => (await redis.hget(stockKeys(eventId).stock, 'version')) ?? '',

    async agrees(eventId, { tiers, claims }) {
      const keys = stockKeys(eventId);
      const [{ version: _, ...free }, capacities, records] = await Promise.all([
        redis.hgetall(keys.stock),
        redis.hgetall(keys.capacities),
        redis.hgetall(keys.claims),
      ]);
      // A record goes on with when the claim was made, and by whom.
      const held = Object.entries(records).map(([id, record]) => [id, record.split(':', 2).join(':')]);
      return isDeepStrictEqual(
        [free, capacities, Object.fromEntries(held)],
        [
          Object.fromEntries(tiers.map((tier) => [tier.tierId, String(tier.free)])),
          Object.fromEntries(tiers.map(({ tierId, capacity }) => [tierId, String(capacity)])),
          Object.fromEntries(claims.map((claim) => [claim.reservationId, `${claim.tierId}:${claim.quantity}`])),
        ],
      );
    },

    repair(eventId, version, { tiers, claims }) {
      const counted = tiers.flatMap(({ tierId, free, capacity }) => [tierId, free, capacity]);
      const held = claims.flatMap(({ reservationId, tierId, quantity }) => [reservationId, tierId, quantity]);
      return scripts.repair(eventId, version, tiers.length, ...counted, ...held);
    },

    async forget(eventId) {
      await redis.del(...Object.values(stockKeys(eventId)));
    },
  };
}
