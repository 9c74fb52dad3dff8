import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderLinks } from '../../../activities/mail/order-links.ts';
import { postgresPurchases } from '../../../activities/purchase/purchases.ts';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { buyersFee, costOf, decimalAmount, ticketFee } from '../../../money.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { admin, call, db, drop, environment } = stack();

/** € 25.00 and a fee of € 1.62; two of them have € 8.50 of VAT in them. */
const buyerPays = { currency: 'EUR', fee_fixed_cents: 99, fee_percent_bp: 250, vat_rate_bp: 1_900 };
const two = { total_price_cents: 5_324, fees_cents: 324, vat_cents: 850, vat_rate_bp: 1_900 };

describe('what an order costs', () => {
  it('is shown before it is held, and is the same from the hold to the receipt', async () => {
    const { eventId, tierIds, buyer, orders } = await drop(buyerPays);
    const event = await call(`/events/${eventId}`);
    expect(event.body).toMatchObject({ vat_rate_bp: 1_900, tiers: [{ price_cents: 2_500, fee_cents: 162 }] });
    const { body: left } = await call(`/events/${eventId}/availability`);
    expect(left).toMatchObject({ vat_rate_bp: 1_900, availability: [{ price_cents: 2_500, fee_cents: 162 }] });

    const ada = await buyer().enter();
    const body = { tier_id: tierIds[0], quantity: 2, token: ada.token, expected_price_cents: 2_500 };
    const hold = (expected_fee_cents: number) =>
      ada.ask(`/events/${eventId}/reservations`, { method: 'POST', body: { ...body, expected_fee_cents } });
    const refused = { status: 409, body: { error: 'price_changed', price_cents: 2_500, fee_cents: 162 } };
    expect(await hold(0)).toMatchObject(refused);
    const held = await hold(162);
    expect(held.status).toBe(201);
    expect((await ada.mine()).body).toMatchObject({ price_cents: 2_500, ...two });
    const session = await ada.checkout(held.body.id);
    expect(session.body.reservation).toMatchObject({ price_cents: 2_500, ...two });
    expect((await admin(`/admin/events/${eventId}/reservations`)).body.reservations).toMatchObject([two]);
    const { order } = (await ada.confirm(session.body.id)).body;
    expect(order).toMatchObject(two);

    expect((await ada.ask(`/me/order?event_id=${eventId}`)).body.order).toMatchObject(two);
    const token = orderLinks(environment['TICKET_SIGNING_KEY']!).token({ id: order.id, linkNumber: 1 });
    const linked = await call('/orders/linked', { headers: { 'x-order-token': token } });
    expect(linked.body.order).toMatchObject(two);
    const toOrganiser = { ...two, fee_paid_by: 'buyer' };
    expect((await admin(`/admin/orders/${order.id}`)).body).toMatchObject(toOrganiser);
    expect((await admin(`/admin/orders?event_id=${eventId}`)).body.orders).toMatchObject([toOrganiser]);
    expect(await orders()).toMatchObject([toOrganiser]);
    const charged = { idempotency_key: workflowIds.reservation(held.body.id) };
    expect(await db.simulatedCharge.findMany({ where: charged })).toMatchObject([
      { amount_cents: 5_324, status: 'captured' },
    ]);
    expect(await violations(db, { eventId, doubtSeconds: 0 })).toEqual([]);
  });

  it('stays what it was when it was held, whatever the event takes later', async () => {
    const { eventId, buyer } = await drop(buyerPays);
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await ada.reserve(2);
    const terms = { fee_fixed_cents: 0, fee_percent_bp: 0, vat_rate_bp: 700 };
    const changed = await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: terms });
    expect(changed).toMatchObject({ status: 200, body: { ...terms, fee_paid_by: 'buyer' } });
    expect((await eve.buy(2)).body.order).toMatchObject({ total_price_cents: 5_000, fees_cents: 0, vat_cents: 327 });
    const session = await ada.checkout(held.body.id);
    expect(session.body.reservation).toMatchObject(two);
    expect((await ada.confirm(session.body.id)).body.order).toMatchObject(two);
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { fee_paid_by: 'organiser' } });
    expect((await ada.ask(`/me/order?event_id=${eventId}`)).body.order).toMatchObject(two);
    expect(await violations(db, { eventId, doubtSeconds: 0 })).toEqual([]);
  });

  it('is the price alone where the organiser pays the fees, of which the buyer is told nothing', async () => {
    const { eventId, buyer, orders } = await drop({ ...buyerPays, fee_paid_by: 'organiser' });
    expect((await call(`/events/${eventId}`)).body).toMatchObject({ tiers: [{ fee_cents: 0 }] });
    const bought = await (await buyer().enter()).buy(2);
    expect(bought.body.order).toMatchObject({ total_price_cents: 5_000, fees_cents: 0, vat_cents: 798 });
    expect(JSON.stringify(bought.body)).not.toContain('organiser');
    expect(await orders()).toMatchObject([{ total_price_cents: 5_000, fees_cents: 324, fee_paid_by: 'organiser' }]);
  });

  it('is nothing for a free ticket, which has no fee, and asks for no card', async () => {
    const { eventId, buyer } = await drop({ ...buyerPays, tiers: [{ capacity: 5, price_cents: 0 }] });
    expect((await call(`/events/${eventId}`)).body).toMatchObject({ tiers: [{ price_cents: 0, fee_cents: 0 }] });
    const ada = await buyer().enter();
    const session = await ada.checkout((await ada.reserve(2)).body.id);
    const paid = await ada.ask('/checkout/confirm', { method: 'POST', body: { checkout_id: session.body.id } });
    const free = { total_price_cents: 0, fees_cents: 0, vat_cents: 0, vat_rate_bp: 1_900 };
    expect(paid).toMatchObject({ status: 201, body: { order: free } });
    expect(await db.payment.count({ where: { reservation_id: session.body.reservation.id } })).toBe(0);
  });

  it('goes back whole with a refund', async () => {
    const { eventId, buyer, orders } = await drop(buyerPays);
    const { order } = (await (await buyer().enter()).buy(2)).body;
    const body = { reason: 'The singer is ill.' };
    const headers = { 'idempotency-key': randomUUID() };
    const refund = await admin(`/admin/orders/${order.id}/refunds`, { method: 'POST', body, headers });
    expect(refund).toMatchObject({ status: 201, body: { amount_cents: 5_324 } });
    await eventually(orders, ([one]) => one!.status === 'refunded');
    expect(await violations(db, { eventId, doubtSeconds: 0 })).toEqual([]);
  });
});

describe('what is shown and what is charged', () => {
  const purchases = postgresPurchases(db, {
    purchaseLimit: 1_000,
    reservationTtlSeconds: 600,
    signingKey: 'k'.repeat(32),
  });
  const basisPoints = fc.oneof(fc.constantFrom(0, 250, 700, 1_900, 10_000), fc.integer({ min: 0, max: 10_000 }));
  const purchase = fc.record({
    price_cents: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3_000_000 })),
    quantity: fc.integer({ min: 1, max: 100 }),
    fee_fixed_cents: fc.integer({ min: 0, max: 5_000 }),
    fee_percent_bp: basisPoints,
    fee_paid_by: fc.constantFrom('buyer' as const, 'organiser' as const),
    vat_rate_bp: basisPoints,
    currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
  });

  type Sample = typeof purchase extends fc.Arbitrary<infer Value> ? Value : never;

  it('are the same for every price, quantity and currency, and their lines add up as they are written', async () => {
    const { eventId, tierIds } = await drop({ tiers: [{ capacity: 1_000_000, per_user_limit: 1_000 }] });
    const buy = async ({ price_cents, quantity, ...terms }: Sample) => {
      await db.event.update({ where: { id: eventId }, data: terms });
      await db.tier.update({ where: { id: tierIds[0]! }, data: { price_cents } });
      const [reservationId, buyerId, key] = [randomUUID(), randomUUID(), randomUUID()];
      const request = { reservationId, eventId, tierId: tierIds[0]!, buyerId, token: randomUUID(), quantity };
      expect(await purchases.hold(request)).toMatchObject({ outcome: 'held' });
      await purchases.openCheckout(reservationId, buyerId, { sessionId: randomUUID(), key, fingerprint: '' });
      const begun = await purchases.beginPayment(reservationId, workflowIds.reservation(reservationId));
      await purchases.issue(reservationId, quantity);
      return { begun, order: await db.order.findUniqueOrThrow({ where: { reservation_id: reservationId } }) };
    };
    await fc.assert(
      fc.asyncProperty(purchase, async ({ quantity, price_cents, ...terms }) => {
        const { currency, fee_paid_by, vat_rate_bp } = terms;
        const { begun, order } = await buy({ quantity, price_cents, ...terms });
        const fee_cents = ticketFee(price_cents, terms);
        const shown = costOf(quantity, { price_cents, fee_cents, fee_paid_by, vat_rate_bp });
        expect(begun).toEqual({ outcome: 'owed', totalCents: shown.total_price_cents, currency });
        expect(order).toMatchObject({ ...shown, fees_cents: quantity * fee_cents, fee_paid_by, currency });
        // The tickets as the catalogue shows them, and the lines as a receipt writes them.
        expect(quantity * (price_cents + buyersFee(price_cents, terms))).toBe(shown.total_price_cents);
        const written = (cents: number) => BigInt(decimalAmount(cents, currency).replace('.', ''));
        expect(written(quantity * price_cents) + written(shown.fees_cents)).toBe(written(shown.total_price_cents));
        expect(shown.vat_cents).toBeLessThanOrEqual(shown.total_price_cents / 2 + 0.5);
      }),
      { numRuns: 150 },
    );
  });
});
