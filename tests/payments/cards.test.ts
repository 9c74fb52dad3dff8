import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { anyCardShop } from './card-shop.ts';

const { admin, admitted, intentsOf, payments, stripe, toCheckout } = anyCardShop();

describe('a card', () => {
  it('is set aside in the browser, and charged once there are tickets', async () => {
    const { ada, tiers } = await admitted();
    const { id, session, reservationId, intentId } = await toCheckout(ada, 2);
    expect(session.body.payment).toMatchObject({ provider: 'stripe', amount: 5_000, currency: 'USD' });
    expect(await ada.outcome(id)).toMatchObject({ status: 202, body: { status: 'pending' } });
    await stripe.confirm(intentId);
    // The provider's own word and this question may meet.
    const first = await ada.outcome(id);
    expect([200, 201, 202]).toContain(first.status);
    await eventually(
      () => ada.ask(`/checkout/sessions/${id}`),
      ({ body }) => body.status === 'completed',
    );
    const paid = first.status === 202 ? await ada.outcome(id) : first;
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

  it('that paid gives its money back when the order is refunded', async () => {
    const { ada, orders } = await admitted();
    const { id, reservationId, intentId } = await toCheckout(ada);
    await stripe.confirm(intentId);
    await eventually(orders, (rows) => rows.length === 1);
    const [order] = await orders();
    const refund = await admin(`/admin/orders/${order!.id}/refunds`, {
      method: 'POST',
      body: { reason: 'ill' },
      headers: { 'idempotency-key': 'once' },
    });
    expect(refund.status).toBe(201);
    await eventually(orders, ([row]) => row!.status === 'refunded', 40_000);
    expect(await stripe.refundsOf(intentId)).toMatchObject([{ amount: 2_500 }]);
    expect(await payments(reservationId)).toEqual([['refunded', 2_500]]);
    expect((await ada.outcome(id)).status).toBe(200);
  });
});
