import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { cardShop } from './card-shop.ts';

const { admin, admitted, intentBecomes, intentsOf, payments, stripe, toCheckout } = cardShop();

describe('a card', () => {
  it('is set aside in the browser, and charged once there are tickets', async () => {
    const { ada, tiers } = await admitted();
    const { id, session, reservationId, intentId } = await toCheckout(ada, 2);
    expect(session.body.payment).toMatchObject({ provider: 'stripe', amount: 5_000, currency: 'USD' });
    expect(await ada.outcome(id)).toMatchObject({ status: 202, body: { status: 'pending' } });
    await stripe.confirm(intentId);
    const paid = await ada.outcome(id);
    expect(paid.status === 201 || paid.status === 200, JSON.stringify(paid.body)).toBe(true);
    expect(paid.body.tickets).toHaveLength(2);
    expect(await intentsOf(reservationId)).toMatchObject([
      { status: 'succeeded', capture_method: 'manual', amount_received: 5_000 },
    ]);
    expect(await payments(reservationId)).toEqual([['captured', 5_000]]);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
    // What was needed to pay is shown to nobody any more.
    expect((await ada.ask(`/checkout/sessions/${id}`)).body).not.toHaveProperty('payment');
  });

  it('F19 that is declined leaves the hold as it is, and another one pays for it', async () => {
    const { ada } = await admitted();
    const { id, reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, 'declined');
    expect(await ada.outcome(id)).toMatchObject({
      status: 402,
      body: { error: 'payment_declined', expires_at: expect.any(String) },
    });
    await stripe.confirm(intentId, 'good');
    await eventually(
      () => ada.ask(`/checkout/sessions/${id}`),
      ({ body }) => body.status === 'completed',
    );
    expect(await payments(reservationId)).toEqual([['captured', 2_500]]);
    expect(await intentsOf(reservationId)).toHaveLength(1);
  });

  it('that its bank asks about is pending, and sold by the provider’s word when the page is gone', async () => {
    const { ada, orders } = await admitted();
    const { id, reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, '3ds');
    expect(await ada.outcome(id)).toMatchObject({ status: 202, body: { status: 'pending' } });
    await stripe.authenticate(intentId, true);
    await eventually(orders, (rows) => rows.length === 1);
    await intentBecomes(reservationId, 'succeeded');
    expect(await ada.outcome(id)).toMatchObject({ status: 200, body: { order: { status: 'paid' } } });
  });

  it('F19 left half done keeps no tickets beyond the deadline, and is never charged', async () => {
    const { ada, tiers } = await admitted({ capacity: 1, reservation_ttl_seconds: 3 });
    const { id, reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, '3ds');
    await eventually(tiers, ([tier]) => tier!.held === 0);
    expect(await intentsOf(reservationId)).toMatchObject([{ status: 'canceled', amount_received: 0 }]);
    expect(await payments(reservationId)).toEqual([['voided', 2_500]]);
    expect(await stripe.authenticate(intentId, true)).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(await ada.outcome(id)).toMatchObject({ status: 409, body: { error: 'reservation_expired_or_invalid' } });
  });

  it('is not asked for what costs nothing', async () => {
    const { ada } = await admitted({ tiers: [{ capacity: 5, price_cents: 0 }] });
    const { id, session, reservationId } = await toCheckout(ada);
    expect(session.body).not.toHaveProperty('payment');
    expect(await ada.outcome(id)).toMatchObject({ status: 201 });
    expect(await intentsOf(reservationId)).toEqual([]);
  });

  it('is never simulated', async () => {
    const { ada } = await admitted();
    const { id } = await toCheckout(ada);
    expect(await ada.confirm(id)).toMatchObject({ status: 400, body: { fields: ['simulate'] } });
  });

  it('is released when the buyer gives the tickets back, and when the event is cancelled', async () => {
    const { ada, buyer, eventId, tiers } = await admitted();
    const given = await toCheckout(ada);
    expect(await ada.giveBack(given.reservationId)).toMatchObject({ status: 200 });
    expect(await intentsOf(given.reservationId)).toMatchObject([{ status: 'canceled' }]);

    const eve = await buyer().enter();
    const canceled = await toCheckout(eve);
    await stripe.confirm(canceled.intentId, '3ds');
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    await intentBecomes(canceled.reservationId, 'canceled');
    await eventually(tiers, ([tier]) => tier!.held === 0 && tier!.sold === 0);
  });

  it('F20 of which another amount was set aside buys nothing and is released', async () => {
    const { ada, tickets, tiers } = await admitted();
    const { reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, 'good', 100);
    await intentBecomes(reservationId, 'canceled');
    await eventually(tiers, ([tier]) => tier!.held === 0);
    expect(await tickets()).toEqual([]);
  });

  it.each(['lost', 'error', 'error_after', 'in_use'] as const)(
    'F16 is charged once when the provider’s first answer to each request is: %s',
    async (fault) => {
      const { ada } = await admitted();
      const operations = ['create', 'read', 'capture'] as const;
      await stripe.faults({ next: operations.map((operation) => ({ operation, fault })) });
      const { id, reservationId, intentId } = await toCheckout(ada);
      await stripe.confirm(intentId);
      await eventually(
        () => ada.ask(`/checkout/sessions/${id}`),
        ({ body }) => body.status === 'completed',
      );
      await eventually(
        () => payments(reservationId),
        ([payment]) => payment?.[0] === 'captured',
      );
      const received = (await intentsOf(reservationId)).map((intent) => intent.amount_received);
      expect(received.reduce((sum, amount) => sum + amount, 0)).toBe(2_500);
    },
  );

  it.each(['lost', 'error', 'error_after', 'in_use'] as const)(
    'F16 is released when the provider’s first answer to that is: %s',
    async (fault) => {
      const { ada, tiers } = await admitted();
      const { reservationId } = await toCheckout(ada);
      await stripe.faults({ next: [{ operation: 'cancel', fault }] });
      await ada.giveBack(reservationId);
      await intentBecomes(reservationId, 'canceled');
      await eventually(tiers, ([tier]) => tier!.held === 0);
    },
  );

  it('F19 that nobody can be asked about is pending, and sold when the provider is back', async () => {
    const { ada } = await admitted();
    const { id, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId, '3ds');
    await stripe.authenticate(intentId, true);
    await stripe.faults({ away: true });
    const unknown = await ada.outcome(id);
    expect([200, 202]).toContain(unknown.status);
    await stripe.faults({});
    await eventually(
      () => ada.ask(`/checkout/sessions/${id}`),
      ({ body }) => body.status === 'completed',
      40_000,
    );
  });

  it('that paid gives its money back when the order is refunded', async () => {
    const { ada, orders } = await admitted();
    const { id, reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId);
    await eventually(orders, (rows) => rows.length === 1);
    const [order] = await orders();
    await stripe.faults({ next: [{ operation: 'refund', fault: 'error_after' }] });
    const refund = await admin(`/admin/orders/${order!.id}/refunds`, {
      method: 'POST',
      body: { reason: 'ill' },
      headers: { 'idempotency-key': 'once' },
    });
    expect(refund.status).toBe(201);
    await eventually(orders, ([row]) => row!.status === 'refunded', 40_000);
    const { refunds } = await stripe.books();
    expect(refunds.filter(({ payment_intent }) => payment_intent === intentId)).toMatchObject([{ amount: 2_500 }]);
    expect(await payments(reservationId)).toEqual([['refunded', 2_500]]);
    expect((await ada.outcome(id)).status).toBe(200);
  });
});
