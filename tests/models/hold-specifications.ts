import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventOnSale, intent, secondsUntil } from './event-on-sale.ts';
import { assertNear, type Specification } from './specification.ts';

export const holdSpecifications: Specification[] = [
  [
    'a hold is refused outside the sale and for an unknown tier',
    async (stores) => {
      for (const event of [
        { status: 'draft' },
        { status: 'closed' },
        { status: 'canceled' },
        { on_sale_at: new Date(Date.now() + 60_000) },
        { status: 'scheduled', on_sale_at: new Date(Date.now() + 60_000) },
      ]) {
        const { purchases, request } = await eventOnSale(stores, event);
        assert.equal((await purchases.hold(request())).outcome, 'not_on_sale', JSON.stringify(event));
      }
      const scheduled = await eventOnSale(stores, { status: 'scheduled' });
      assert.equal((await scheduled.purchases.hold(scheduled.request())).outcome, 'held');
      const { purchases, request } = await eventOnSale(stores);
      assert.equal((await purchases.hold(request({ tierId: randomUUID() }))).outcome, 'unknown_tier');
      assert.equal((await purchases.hold(request({ eventId: randomUUID() }))).outcome, 'unknown_tier');
      const elsewhere = await eventOnSale(stores);
      assert.equal((await purchases.hold(request({ tierId: elsewhere.tierId }))).outcome, 'unknown_tier');
    },
  ],
  [
    'a tier is sold out when held and sold tickets leave too few, and says how many are left',
    async (stores) => {
      const { purchases, request } = await eventOnSale(stores);
      const [bought, held] = [request(), request()];
      for (const wanted of [bought, held]) assert.equal((await purchases.hold(wanted)).outcome, 'held');
      await purchases.openCheckout(bought.reservationId, bought.buyerId, intent());
      await purchases.issue(bought.reservationId);
      assert.deepEqual(await purchases.hold(request()), { outcome: 'sold_out', available: 1 });
      assert.equal((await purchases.hold(request({ quantity: 1 }))).outcome, 'held');
    },
  ],
  [
    'a tier has a limit of its own, over all that a buyer holds and has bought of it',
    async (stores) => {
      const { purchases, request } = await eventOnSale(stores, { purchase_limit: 100 }, 20);
      const bought = request({ quantity: 4 });
      await purchases.hold(bought);
      await purchases.openCheckout(bought.reservationId, bought.buyerId, intent());
      await purchases.issue(bought.reservationId);
      const more = (quantity: number) => purchases.hold(request({ buyerId: bought.buyerId, quantity }));
      const refusal = { outcome: 'tier_limit', tierId: bought.tierId, limit: 6, alreadyPurchased: 4, activeHolds: 0 };
      assert.deepEqual(await more(3), refusal);
      assert.equal((await more(2)).outcome, 'held');
      assert.deepEqual(await more(1), { ...refusal, activeHolds: 2 });
      assert.equal((await purchases.hold(request())).outcome, 'held');
    },
  ],
  [
    'nothing is held at another price than the expected one, whether or not enough are left',
    async (stores) => {
      const { purchases, request } = await eventOnSale(stores);
      const changed = { outcome: 'price_changed', priceCents: 700 };
      assert.deepEqual(await purchases.hold(request({ expectedPriceCents: 699 })), changed);
      assert.equal((await purchases.hold(request({ expectedPriceCents: 700, quantity: 5 }))).outcome, 'held');
      assert.deepEqual(await purchases.hold(request({ expectedPriceCents: 701 })), changed);
      assert.deepEqual(await purchases.hold(request({ expectedPriceCents: 700 })), {
        outcome: 'sold_out',
        available: 0,
      });
    },
  ],
  [
    'a hold that has ended is not made again',
    async (stores) => {
      const { purchases, request } = await eventOnSale(stores);
      const wanted = request();
      await purchases.hold(wanted);
      await purchases.release(wanted.reservationId, 'canceled');
      assert.deepEqual(await purchases.hold(wanted), { outcome: 'ended' });
    },
  ],
  [
    'limit and time to live come from the event, or else from the configuration',
    async (stores) => {
      const plain = await eventOnSale(stores);
      const held = await plain.purchases.hold(plain.request());
      assert.ok(held.outcome === 'held');
      assertNear(secondsUntil(held.expiresAt), 180);
      assert.deepEqual(await plain.purchases.hold(plain.request({ quantity: 7 })), {
        outcome: 'limit',
        limit: 6,
        alreadyPurchased: 0,
        activeHolds: 0,
      });
      const own = await eventOnSale(stores, { purchase_limit: 2, reservation_ttl_seconds: 60 });
      const short = await own.purchases.hold(own.request({ quantity: 2 }));
      assert.ok(short.outcome === 'held');
      assertNear(secondsUntil(short.expiresAt), 60);
      assert.deepEqual(await own.purchases.hold(own.request({ quantity: 3 })), {
        outcome: 'limit',
        limit: 2,
        alreadyPurchased: 0,
        activeHolds: 0,
      });
    },
  ],
];
