import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MOST_CENTS } from '../../../money.ts';
import { stack } from '../../harness.ts';

const { admin, db, drop } = stack();

describe('a purchase', () => {
  it.each(['JPY', 'KWD'])('in %s says so from the hold to the tickets', async (currency) => {
    const { eventId, tierIds, buyer, orders } = await drop({ currency, tiers: [{ capacity: 9, price_cents: 8_800 }] });
    const ada = await buyer().enter();
    const held = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: {
        tier_id: tierIds[0],
        quantity: 2,
        token: ada.token,
        expected_price_cents: 8_800,
        expected_currency: currency,
      },
    });
    expect(held).toMatchObject({ status: 201, body: { quantity: 2, currency } });
    const cost = { quantity: 2, price_cents: 8_800, total_price_cents: 17_600, currency };
    expect((await ada.mine()).body).toMatchObject({ id: held.body.id, tier_name: 'Tier 1', ...cost });
    const session = await ada.checkout(held.body.id);
    expect(session.body).toMatchObject({ currency, reservation: cost });

    const number = expect.stringMatching(/^[0-9A-HJ-NP-TV-Z]{8}$/);
    const { order } = (await ada.confirm(session.body.id)).body;
    expect(order).toMatchObject({ number, quantity: 2, total_price_cents: 17_600, currency });
    const again = await ada.confirm(session.body.id);
    expect(again.body.order).toEqual(order);
    expect((await ada.ask(`/me/order?event_id=${eventId}`)).body.order).toMatchObject(order);
    const { tickets } = (await ada.ask('/me/tickets')).body;
    expect(tickets).toMatchObject([1, 2].map(() => ({ order: { number: order.number, currency } })));
    expect(await orders()).toMatchObject([{ number: order.number, currency, total_price_cents: 17_600 }]);
    const seen = await admin(`/admin/events/${eventId}/reservations`);
    expect(seen.body.reservations).toMatchObject([{ total_price_cents: 17_600, currency }]);
  });

  it('holds nothing for a buyer who was shown another currency', async () => {
    const { eventId, tierIds, buyer, tiers } = await drop({ currency: 'JPY' });
    const ada = await buyer().enter();
    const wish = { tier_id: tierIds[0], quantity: 1, token: ada.token, expected_price_cents: 2_500 };
    const hold = (expected_currency: string) =>
      ada.ask(`/events/${eventId}/reservations`, { method: 'POST', body: { ...wish, expected_currency } });
    const refused = { status: 409, body: { error: 'price_changed', price_cents: 2_500, currency: 'JPY' } };
    expect(await hold('USD')).toMatchObject(refused);
    expect(await tiers()).toMatchObject([{ held: 0 }]);
    expect((await hold('JPY')).status).toBe(201);
  });
});

describe('the highest price', () => {
  const highest = Math.floor(MOST_CENTS / 6);
  const tier = (eventId: string, body: object) =>
    admin('/admin/tiers', { method: 'POST', body: { event_id: eventId, name: 'Box', capacity: 6, ...body } });
  const refused = (most: RegExp) => ({
    status: 400,
    body: {
      error: 'price_too_high',
      fields: ['price_cents', 'per_user_limit'],
      detail: expect.stringMatching(most),
    },
  });

  it('is sold and counted to the last unit', async () => {
    const { buyer, orders } = await drop({ currency: 'IDR', tiers: [{ capacity: 6, price_cents: highest }] });
    const ada = await buyer().enter();
    expect(await ada.buy(6)).toMatchObject({ status: 201, body: { order: { total_price_cents: highest * 6 } } });
    expect(await orders()).toMatchObject([{ total_price_cents: highest * 6 }]);
  });

  it('is held by nobody at more than can be counted, also where price and limit change meanwhile', async () => {
    const { eventId, tierIds, tiers } = await drop({ capacity: 6 });
    await db.tier.update({ where: { id: tierIds[0]! }, data: { price_cents: highest + 1 } });
    const hold = (quantity: number) => db.$queryRaw`
      SELECT hold_tickets(${randomUUID()}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid, 'somebody',
        ${randomUUID()}::uuid, ${quantity}::int, 6, 180)::text`;
    await expect(hold(6)).rejects.toThrow(/reservations_total_in_range/);
    expect(await tiers()).toMatchObject([{ held: 0 }]);
    await hold(5);
    expect(await tiers()).toMatchObject([{ held: 5 }]);
  });

  it('depends on how many tickets one buyer can have', async () => {
    const { eventId, tierIds } = await drop({ currency: 'IDR', status: 'draft' });
    const [one, six] = [{ per_user_limit: 1 }, { per_user_limit: 6 }];
    expect(await tier(eventId, { price_cents: highest + 1, ...six })).toMatchObject(refused(/IDR\s3,579,139\.41/u));
    expect(await tier(eventId, { price_cents: highest + 1 })).toMatchObject(refused(/6 tickets/));
    expect(await tier(eventId, { price_cents: MOST_CENTS + 1, ...one })).toMatchObject({ status: 400 });
    expect((await tier(eventId, { price_cents: MOST_CENTS, ...one })).status).toBe(201);
    const change = (body: object) => admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body });
    expect(await change({ price_cents: highest + 1 })).toMatchObject(refused(/IDR\s3,579,139\.41/u));
    expect((await change({ price_cents: highest + 1, per_user_limit: 5 })).status).toBe(200);
    expect(await change({ per_user_limit: 6 })).toMatchObject(refused(/6 tickets/));
  });
});
