import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { postgresPurchases } from '../../activities/purchase/purchases.ts';
import { near, type Law } from './laws.ts';
import type { Stores } from './stores.ts';

async function onSale({ db }: Stores, event: Record<string, unknown> = {}, capacity = 5) {
  const now = Date.now();
  const { id: eventId, tiers } = await db.event.create({
    data: {
      name: 'A law',
      venue: 'nowhere',
      status: 'on_sale',
      on_sale_at: new Date(now - 1_000),
      starts_at: new Date(now + 86_400_000),
      ...event,
      tiers: { create: { name: 'Tier', capacity, price_cents: 700, per_user_limit: 6 } },
    },
    include: { tiers: true },
  });
  const purchases = postgresPurchases(db, { purchaseLimit: 6, reservationTtlSeconds: 180, signingKey: 'k'.repeat(32) });
  const request = (given: object = {}) => ({
    reservationId: randomUUID(),
    eventId,
    tierId: tiers[0]!.id,
    buyerId: randomUUID(),
    token: randomUUID(),
    quantity: 2,
    ...given,
  });
  const row = (id: string) => db.reservation.findUniqueOrThrow({ where: { id }, include: { checkout_session: true } });
  return { db, eventId, tierId: tiers[0]!.id, purchases, request, row };
}

const intent = (given: object = {}) => ({
  sessionId: randomUUID(),
  key: randomUUID(),
  fingerprint: 'the body',
  ...given,
});
const secondsUntil = (at: string | Date) => (new Date(at).getTime() - Date.now()) / 1_000;

export const purchaseLaws: Law[] = [
  [
    'a hold is refused outside the sale, and for a tier that is not there',
    async (stores) => {
      for (const event of [
        { status: 'draft' },
        { status: 'closed' },
        { status: 'canceled' },
        { on_sale_at: new Date(Date.now() + 60_000) },
        { status: 'scheduled', on_sale_at: new Date(Date.now() + 60_000) },
      ]) {
        const { purchases, request } = await onSale(stores, event);
        assert.equal((await purchases.hold(request())).outcome, 'not_on_sale', JSON.stringify(event));
      }
      assert.equal(
        (
          await (async ({ purchases, request }) => purchases.hold(request()))(
            await onSale(stores, { status: 'scheduled' }),
          )
        ).outcome,
        'held',
      );
      const { purchases, request } = await onSale(stores);
      assert.equal((await purchases.hold(request({ tierId: randomUUID() }))).outcome, 'unknown_tier');
      assert.equal((await purchases.hold(request({ eventId: randomUUID() }))).outcome, 'unknown_tier');
      const elsewhere = await onSale(stores);
      assert.equal((await purchases.hold(request({ tierId: elsewhere.tierId }))).outcome, 'unknown_tier');
    },
  ],
  [
    'a tier is sold out when held and sold tickets leave too few, and says how many are left',
    async (stores) => {
      const { purchases, request } = await onSale(stores);
      const [bought, held] = [request(), request()];
      for (const wish of [bought, held]) assert.equal((await purchases.hold(wish)).outcome, 'held');
      await purchases.openCheckout(bought.reservationId, bought.buyerId, intent());
      await purchases.issue(bought.reservationId);
      assert.deepEqual(await purchases.hold(request()), { outcome: 'sold_out', available: 1 });
      assert.equal((await purchases.hold(request({ quantity: 1 }))).outcome, 'held');
    },
  ],
  [
    'a hold that has ended is not made again',
    async (stores) => {
      const { purchases, request } = await onSale(stores);
      const wish = request();
      await purchases.hold(wish);
      await purchases.release(wish.reservationId, 'canceled');
      assert.deepEqual(await purchases.hold(wish), { outcome: 'ended' });
    },
  ],
  [
    "limit and time to live are the event's own, or the configured ones",
    async (stores) => {
      const plain = await onSale(stores);
      const held = await plain.purchases.hold(plain.request());
      assert.ok(held.outcome === 'held');
      near(secondsUntil(held.expiresAt), 180);
      assert.deepEqual(await plain.purchases.hold(plain.request({ quantity: 7 })), {
        outcome: 'limit',
        limit: 6,
        alreadyPurchased: 0,
        activeHolds: 0,
      });
      const own = await onSale(stores, { purchase_limit: 2, reservation_ttl_seconds: 60 });
      const short = await own.purchases.hold(own.request({ quantity: 2 }));
      assert.ok(short.outcome === 'held');
      near(secondsUntil(short.expiresAt), 60);
      assert.deepEqual(await own.purchases.hold(own.request({ quantity: 3 })), {
        outcome: 'limit',
        limit: 2,
        alreadyPurchased: 0,
        activeHolds: 0,
      });
    },
  ],
  [
    "a checkout moves the deadline once, never back, and is the buyer's own",
    async (stores) => {
      const { db, purchases, request, row } = await onSale(stores);
      const wish = request();
      await purchases.hold(wish);
      await db.$executeRaw`UPDATE reservations SET expires_at = clock_timestamp() + interval '9 seconds' WHERE id = ${wish.reservationId}::uuid`;
      assert.equal((await purchases.openCheckout(wish.reservationId, 'somebody else', intent())).outcome, 'unknown');
      assert.equal((await purchases.openCheckout(randomUUID(), wish.buyerId, intent())).outcome, 'unknown');
      const first = await purchases.openCheckout(wish.reservationId, wish.buyerId, intent({ key: 'a key' }));
      assert.ok(first.outcome === 'opened');
      near(secondsUntil(first.expiresAt), 180);
      near(secondsUntil((await row(wish.reservationId)).expires_at), 180);
      assert.equal(
        (
          await purchases.openCheckout(
            wish.reservationId,
            wish.buyerId,
            intent({ key: 'a key', fingerprint: 'another' }),
          )
        ).outcome,
        'key_reused',
      );
      const far = request();
      await purchases.hold(far);
      await db.$executeRaw`UPDATE reservations SET expires_at = clock_timestamp() + interval '900 seconds' WHERE id = ${far.reservationId}::uuid`;
      const late = await purchases.openCheckout(far.reservationId, far.buyerId, intent());
      near(secondsUntil((late as { expiresAt: string }).expiresAt), 900);
    },
  ],
  [
    'a checkout comes too late after the deadline, the expiry or the end',
    async (stores) => {
      const { db, purchases, request } = await onSale(stores, {}, 50);
      const after = async (happen: (id: string) => Promise<unknown>) => {
        const wish = request();
        await purchases.hold(wish);
        await happen(wish.reservationId);
        return (await purchases.openCheckout(wish.reservationId, wish.buyerId, intent())).outcome;
      };
      assert.equal(
        await after(
          (id) => db.$executeRaw`UPDATE reservations SET expires_at = clock_timestamp() WHERE id = ${id}::uuid`,
        ),
        'expired',
      );
      assert.equal(await after((id) => purchases.release(id, 'expired')), 'expired');
      assert.equal(await after((id) => purchases.release(id, 'canceled')), 'not_active');
    },
  ],
  [
    'each end is written down on the reservation and on its session',
    async (stores) => {
      const { purchases, request, row } = await onSale(stores, {}, 50);
      const ended = async (end: (id: string) => Promise<unknown>) => {
        const wish = request();
        await purchases.hold(wish);
        await purchases.openCheckout(wish.reservationId, wish.buyerId, intent());
        await end(wish.reservationId);
        const { status, checkout_session, ended_at } = await row(wish.reservationId);
        near(secondsUntil(ended_at!), 0);
        return [status, checkout_session?.status];
      };
      assert.deepEqual(await ended((id) => purchases.release(id, 'expired')), ['expired', 'expired']);
      assert.deepEqual(await ended((id) => purchases.release(id, 'canceled')), ['canceled', 'canceled']);
      assert.deepEqual(await ended((id) => purchases.release(id, 'declined')), ['canceled', 'failed']);
      assert.deepEqual(await ended((id) => purchases.issue(id)), ['converted', 'completed']);
      assert.equal(await purchases.release(randomUUID(), 'expired'), false);
    },
  ],
  [
    'an order is what was held, with a ticket for each code',
    async (stores) => {
      const { db, purchases, request, eventId, tierId } = await onSale(stores);
      const wish = request({ quantity: 3 });
      await purchases.hold(wish);
      const session = await purchases.openCheckout(wish.reservationId, wish.buyerId, intent());
      await assert.rejects(
        db.$queryRaw`SELECT issue_tickets(${wish.reservationId}::uuid, ${randomUUID()}::uuid, ${[randomUUID()]}::uuid[], ${['ONE']}::text[], ${['s']}::text[])`,
      );
      const issued = await purchases.issue(wish.reservationId);
      assert.ok(issued.outcome === 'issued' && issued.fresh);
      const order = await db.order.findUniqueOrThrow({
        where: { reservation_id: wish.reservationId },
        include: { tickets: true },
      });
      assert.deepEqual(
        [
          order.id,
          order.checkout_session_id,
          order.event_id,
          order.tier_id,
          order.buyer_id,
          order.quantity,
          order.total_price_cents,
          order.tickets.length,
        ],
        [issued.orderId, (session as { sessionId: string }).sessionId, eventId, tierId, wish.buyerId, 3, 2_100, 3],
      );
      for (const ticket of order.tickets)
        assert.deepEqual([ticket.event_id, ticket.tier_id, ticket.buyer_id], [eventId, tierId, wish.buyerId]);
      assert.deepEqual(await db.tier.findUniqueOrThrow({ where: { id: tierId }, select: { held: true, sold: true } }), {
        held: 0,
        sold: 3,
      });
    },
  ],
];
