import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { cardShop } from './card-shop.ts';

const { admin, admitted, intentBecomes, intentsOf, payments, stripe, toCheckout } = cardShop();

describe('a card', () => {
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
});
