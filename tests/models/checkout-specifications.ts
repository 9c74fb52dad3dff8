import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventOnSale, intent, secondsUntil } from './event-on-sale.ts';
import { assertNear, type Specification } from './specification.ts';

/** Checkouts, ends of reservations, and orders. */
export const checkoutSpecifications: Specification[] = [
  [
    'a checkout moves the deadline once, never back, and only for its own buyer',
    async (stores) => {
      const { db, purchases, request, row } = await eventOnSale(stores);
      const wanted = request();
      await purchases.hold(wanted);
      await db.$executeRaw`
        UPDATE reservations SET expires_at = clock_timestamp() + interval '9 seconds'
        WHERE id = ${wanted.reservationId}::uuid`;
      assert.equal((await purchases.openCheckout(wanted.reservationId, 'somebody else', intent())).outcome, 'unknown');
      assert.equal((await purchases.openCheckout(randomUUID(), wanted.buyerId, intent())).outcome, 'unknown');
      const first = await purchases.openCheckout(wanted.reservationId, wanted.buyerId, intent({ key: 'a key' }));
      assert.ok(first.outcome === 'opened');
      assertNear(secondsUntil(first.expiresAt), 180);
      assertNear(secondsUntil((await row(wanted.reservationId)).expires_at), 180);
      assert.equal(
        (
          await purchases.openCheckout(
            wanted.reservationId,
            wanted.buyerId,
            intent({ key: 'a key', fingerprint: 'another' }),
          )
        ).outcome,
        'key_reused',
      );
      const distant = request();
      await purchases.hold(distant);
      await db.$executeRaw`
        UPDATE reservations SET expires_at = clock_timestamp() + interval '900 seconds'
        WHERE id = ${distant.reservationId}::uuid`;
      const late = await purchases.openCheckout(distant.reservationId, distant.buyerId, intent());
      assertNear(secondsUntil((late as { expiresAt: string }).expiresAt), 900);
    },
  ],
  [
    'a checkout is refused after the deadline, after expiry and after cancellation',
    async (stores) => {
      const { db, purchases, request } = await eventOnSale(stores, {}, 50);
      const checkoutAfter = async (end: (id: string) => Promise<unknown>) => {
        const wanted = request();
        await purchases.hold(wanted);
        await end(wanted.reservationId);
        return (await purchases.openCheckout(wanted.reservationId, wanted.buyerId, intent())).outcome;
      };
      assert.equal(
        await checkoutAfter(
          (id) => db.$executeRaw`UPDATE reservations SET expires_at = clock_timestamp() WHERE id = ${id}::uuid`,
        ),
        'expired',
      );
      assert.equal(await checkoutAfter((id) => purchases.release(id, 'expired')), 'expired');
      assert.equal(await checkoutAfter((id) => purchases.release(id, 'canceled')), 'not_active');
    },
  ],
  [
    'each end is recorded on the reservation and on its checkout session',
    async (stores) => {
      const { purchases, request, row } = await eventOnSale(stores, {}, 50);
      const ended = async (end: (id: string) => Promise<unknown>) => {
        const wanted = request();
        await purchases.hold(wanted);
        await purchases.openCheckout(wanted.reservationId, wanted.buyerId, intent());
        await end(wanted.reservationId);
        const { status, checkout_session, ended_at } = await row(wanted.reservationId);
        assertNear(secondsUntil(ended_at!), 0);
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
    'an order matches its hold and has one ticket for each code',
    async (stores) => {
      const { db, purchases, request, eventId, tierId } = await eventOnSale(stores);
      const wanted = request({ quantity: 3 });
      await purchases.hold(wanted);
      const session = await purchases.openCheckout(wanted.reservationId, wanted.buyerId, intent());
      await assert.rejects(
        db.$queryRaw`
          SELECT issue_tickets(${wanted.reservationId}::uuid, ${randomUUID()}::uuid, ${[randomUUID()]}::uuid[],
            ${['ONE']}::text[], ${['s']}::text[])`,
      );
      const issued = await purchases.issue(wanted.reservationId);
      assert.ok(issued.outcome === 'issued' && issued.fresh);
      const order = await db.order.findUniqueOrThrow({
        where: { reservation_id: wanted.reservationId },
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
        [issued.orderId, (session as { sessionId: string }).sessionId, eventId, tierId, wanted.buyerId, 3, 2_100, 3],
      );
      for (const ticket of order.tickets)
        assert.deepEqual([ticket.event_id, ticket.tier_id, ticket.buyer_id], [eventId, tierId, wanted.buyerId]);
      assert.deepEqual(await db.tier.findUniqueOrThrow({ where: { id: tierId }, select: { held: true, sold: true } }), {
        held: 0,
        sold: 3,
      });
    },
  ],
];
