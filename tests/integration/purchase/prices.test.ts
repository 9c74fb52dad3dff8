import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, db, drop } = stack();

describe('the price that a buyer chose', () => {
  it('is held, or the buyer is told that it has changed and nothing is held', async () => {
    const { eventId, tierIds, buyer, tiers, gateStock } = await drop({ capacity: 5 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const wish = (quantity: number, expected: number, { token } = ada) => ({
      method: 'POST',
      body: { tier_id: tierIds[0], quantity, token, expected_price_cents: expected },
    });
    const path = `/events/${eventId}/reservations`;
    await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { price_cents: 3_000 } });
    const refused = { status: 409, body: { error: 'price_changed', price_cents: 3_000 } };
    expect(await ada.ask(path, wish(2, 2_500))).toMatchObject(refused);
    expect(await tiers()).toMatchObject([{ held: 0 }]);
    expect(await gateStock()).toMatchObject({ [tierIds[0]!]: '5' });
    expect((await ada.ask(path, wish(2, 3_000))).status).toBe(201);
    // Whoever does not say what they expect takes the tickets at what they cost.
    expect((await eve.reserve(1)).status).toBe(201);
    const negative = await eve.ask(path, wish(1, -1, eve));
    expect(negative.status).toBe(400);
  });

  it('stays on what was held and bought, and the name on what was bought, whatever becomes of the tier', async () => {
    const { eventId, tierIds, buyer } = await drop({ tiers: [{ capacity: 10, name: 'Stalls' }] });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await ada.buy(2);
    const held = await eve.reserve(1);
    const body = { name: 'Balcony', price_cents: 9_900 };
    expect((await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body })).status).toBe(200);

    const bought = { id: tierIds[0], name: 'Stalls', price_cents: 2_500 };
    expect((await ada.ask('/me/tickets')).body.tickets).toMatchObject([{ tier: bought }, { tier: bought }]);
    expect((await ada.ask(`/me/order?event_id=${eventId}`)).body.order).toMatchObject({ total_price_cents: 5_000 });
    const chosen = { price_cents: 2_500, total_price_cents: 2_500 };
    expect((await eve.mine()).body).toMatchObject(chosen);
    const session = await eve.checkout(held.body.id);
    expect(session.body.reservation).toMatchObject(chosen);
    expect((await eve.confirm(session.body.id)).body.order).toMatchObject({ total_price_cents: 2_500 });
  });
});

describe('a free order', () => {
  it('is confirmed without a card, and one that costs something is not', async () => {
    const { buyer } = await drop({ tiers: [{ capacity: 5, price_cents: 0 }, { capacity: 5 }] });
    const confirm = async (tier: number) => {
      const ada = await buyer().enter();
      const held = await ada.reserve(2, tier);
      const session = await ada.checkout(held.body.id);
      const body = { checkout_id: session.body.id };
      const answer = await ada.ask('/checkout/confirm', { method: 'POST', body });
      return {
        answer,
        repeat: await ada.ask('/checkout/confirm', { method: 'POST', body }),
        reservation: held.body.id,
      };
    };
    const free = await confirm(0);
    expect(free.answer).toMatchObject({ status: 201, body: { order: { status: 'paid', total_price_cents: 0 } } });
    expect(free.answer.body.tickets).toHaveLength(2);
    expect(free.repeat).toMatchObject({ status: 200, body: { order: { id: free.answer.body.order.id } } });
    const priced = await confirm(1);
    expect(priced.answer).toMatchObject({ status: 400, body: { required: ['simulate'] } });
    expect(await db.order.count({ where: { reservation_id: priced.reservation } })).toBe(0);
  });

  it('has no card that could be declined', async () => {
    const { buyer } = await drop({ tiers: [{ capacity: 5, price_cents: 0 }] });
    const ada = await buyer().enter();
    const session = await ada.checkout((await ada.reserve(1)).body.id);
    expect((await ada.confirm(session.body.id, 'fail')).status).toBe(201);
  });
});
