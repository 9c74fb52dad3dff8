import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Claim } from '../../activities/catalogue/ports.ts';
import { eventKey } from '../../activities/redis.ts';
import { redisStockGate } from '../../activities/purchase/stock-gate.ts';
import type { Specification } from './specification.ts';
import type { Stores } from './stores.ts';

/** Moves the start of all claims of an event into the past. */
export async function ageClaims({ redis }: Stores, eventId: string, seconds: number): Promise<void> {
  const key = eventKey(eventId, 'claims');
  for (const [id, claim] of Object.entries(await redis.hgetall(key))) {
    await redis.hset(
      key,
      id,
      claim.replace(/:(\d+):([^:]*)$/, (_, since, buyer) => `:${Number(since) - seconds}:${buyer}`),
    );
  }
}

export const stockGateSpecifications: Specification[] = [
  [
    'a claim without a hold may be in progress for 30 seconds, and is repaired afterwards',
    async (stores) => {
      const gate = redisStockGate(stores.redis);
      const [eventId, tierId] = [randomUUID(), randomUUID()];
      await gate.addTier(eventId, tierId, 5);
      const claim = (quantity = 2) => ({ reservationId: randomUUID(), tierId, quantity });
      const first = claim();
      const age = (seconds: number) => ageClaims(stores, eventId, seconds);
      assert.deepEqual(await gate.claim(eventId, first, 'ada'), { outcome: 'claimed' });
      assert.deepEqual(await gate.claim(eventId, first, 'ada'), { outcome: 'claimed' });
      assert.deepEqual(await gate.claim(eventId, claim(), 'ada'), { outcome: 'under_way', earlier: first });
      const truth = { tiers: [{ tierId, capacity: 5, free: 5 }], claims: [] };
      await age(27);
      assert.equal(await gate.repair(eventId, await gate.version(eventId), truth), 'moved');
      assert.equal((await gate.claim(eventId, claim(), 'ada')).outcome, 'under_way');
      await age(5);
      assert.deepEqual(await gate.claim(eventId, claim(), 'ada'), { outcome: 'claimed' });
      assert.deepEqual(await gate.available(eventId), { [tierId]: 1 });
      await age(32);
      assert.equal(await gate.repair(eventId, 'an old version', truth), 'moved');
      assert.equal(await gate.repair(eventId, await gate.version(eventId), truth), 'repaired');
      assert.deepEqual(await gate.available(eventId), { [tierId]: 5 });
      assert.equal(await gate.repair(eventId, await gate.version(eventId), truth), 'right');
      assert.deepEqual(await stores.redis.keys(`td:{${eventId}}:claim*`), []);
    },
  ],
  [
    'the end of a claim removes its buyer, unless that buyer has made a newer claim',
    async (stores) => {
      const gate = redisStockGate(stores.redis);
      const [eventId, tierId] = [randomUUID(), randomUUID()];
      await gate.addTier(eventId, tierId, 5);
      const [old, recent, next] = [1, 1, 1].map((quantity) => ({ reservationId: randomUUID(), tierId, quantity })) as [
        Claim,
        Claim,
        Claim,
      ];
      await gate.claim(eventId, old, 'ada');
      await ageClaims(stores, eventId, 31);
      await gate.claim(eventId, recent, 'ada');
      await gate.giveBack(eventId, old.reservationId);
      assert.deepEqual(await gate.claim(eventId, next, 'ada'), { outcome: 'under_way', earlier: recent });
      await gate.giveBack(eventId, recent.reservationId);
      assert.deepEqual(await stores.redis.hgetall(eventKey(eventId, 'claimants')), {});
    },
  ],
  [
    'a repair restores the claims of active holds, so that the end of a hold gives its tickets back',
    async (stores) => {
      const gate = redisStockGate(stores.redis);
      const [eventId, tierId, other, id] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const tiers = [
        { tierId, capacity: 9, free: 3 },
        { tierId: other, capacity: 1, free: 1 },
      ];
      const truth = { tiers, claims: [{ reservationId: id, tierId, quantity: 2 }] };
      const version = await gate.version(eventId);
      assert.equal(await gate.repair(eventId, version, truth), 'repaired');
      assert.notEqual(await gate.version(eventId), version);
      assert.equal(await gate.repair(eventId, await gate.version(eventId), truth), 'right');
      assert.equal(
        await gate.repair(eventId, await gate.version(eventId), {
          ...truth,
          tiers: [tiers[0]!, { ...tiers[1]!, free: 2 }],
        }),
        'repaired',
      );
      assert.equal(
        await gate.repair(eventId, await gate.version(eventId), {
          tiers,
          claims: [...truth.claims, { reservationId: randomUUID(), tierId, quantity: 1 }],
        }),
        'repaired',
      );
      await gate.giveBack(eventId, id);
      await gate.giveBack(eventId, id);
      assert.deepEqual(await gate.available(eventId), { [tierId]: 5, [other]: 1 });
      await stores.redis.hdel(eventKey(eventId, 'stock'), tierId);
      assert.equal(
        (await gate.claim(eventId, { reservationId: randomUUID(), tierId, quantity: 1 }, 'ada')).outcome,
        'unknown',
      );
    },
  ],
  [
    'a changed capacity changes the free tickets by the difference, once, and may leave a negative number',
    async (stores) => {
      const gate = redisStockGate(stores.redis);
      const [eventId, tierId] = [randomUUID(), randomUUID()];
      assert.equal(await gate.resize(eventId, tierId, 5), 'unknown');
      await gate.addTier(eventId, tierId, 5);
      await gate.claim(eventId, { reservationId: randomUUID(), tierId, quantity: 4 }, 'ada');
      const version = await gate.version(eventId);
      assert.equal(await gate.resize(eventId, tierId, 5), 'right');
      assert.equal(await gate.version(eventId), version);
      assert.deepEqual(
        [await gate.resize(eventId, tierId, 8), await gate.resize(eventId, tierId, 8)],
        ['resized', 'right'],
      );
      assert.deepEqual(await gate.available(eventId), { [tierId]: 4 });
      assert.notEqual(await gate.version(eventId), version);
      await gate.resize(eventId, tierId, 3);
      assert.deepEqual(await gate.available(eventId), { [tierId]: -1 });
      assert.deepEqual(await gate.claim(eventId, { reservationId: randomUUID(), tierId, quantity: 1 }, 'bob'), {
        outcome: 'sold_out',
        available: 0,
      });
      await stores.redis.hdel(eventKey(eventId, 'stock'), tierId);
      assert.equal(await gate.resize(eventId, tierId, 9), 'unknown');
      assert.deepEqual(await gate.available(eventId), {});
      await gate.addTier(eventId, tierId, 5);
      await stores.redis.hdel(eventKey(eventId, 'capacities'), tierId);
      assert.equal(await gate.resize(eventId, tierId, 9), 'unknown');
    },
  ],
];
