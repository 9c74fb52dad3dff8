import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type Answer } from '../../harness.ts';

const { db, drop, temporal } = stack();

const problem = (answer: Answer) => {
  expect(String(answer.headers['content-type'])).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: answer.status,
    error: expect.any(String),
  });
  return answer;
};

describe('reserving', () => {
  it('holds the tickets and shows them to their buyer', async () => {
    const { eventId, tierIds, buyer, tiers } = await drop({ capacity: 10 });
    const ada = await buyer().enter();
    const held = await ada.reserve(3);
    expect(held).toMatchObject({
      status: 201,
      body: { event_id: eventId, tier_id: tierIds[0], quantity: 3, expires_at: expect.stringMatching(/Z$/) },
    });
    expect(held.body.expires_in_seconds).toBeGreaterThan(170);
    expect(await tiers()).toMatchObject([{ held: 3, sold: 0 }]);
    expect(await ada.mine()).toMatchObject({
      status: 200,
      body: { id: held.body.id, tier_name: 'Tier 1', quantity: 3, price_cents: 2_500, total_price_cents: 7_500 },
    });
    expect((await ada.ask(`/events/${eventId}/availability`)).body).toMatchObject({
      event_id: eventId,
      availability: [
        {
          tier_id: tierIds[0],
          capacity: 10,
          available: 7,
          reserved: 3,
          sold: 0,
          price_cents: 2_500,
          per_user_limit: 6,
        },
      ],
      last_updated: expect.any(String),
    });
  });

  it.each([
    [{}, 'Missing required fields'],
    [{ quantity: 1 }, 'Missing required fields'],
    [{ quantity: 0 }, undefined],
    [{ quantity: -1 }, undefined],
    [{ quantity: 1.5 }, undefined],
    [{ quantity: 1e9 }, undefined],
    [{ quantity: '2' }, undefined],
    [{ quantity: null }, undefined],
  ])('F28 refuses %j', async (fields, error) => {
    const { eventId, tierIds, buyer, tiers } = await drop({ capacity: 10 });
    const ada = await buyer().enter();
    const complete = 'quantity' in fields && !error;
    const body = { ...(complete && { tier_id: tierIds[0], token: ada.token }), ...fields };
    const answer = problem(await ada.ask(`/events/${eventId}/reservations`, { method: 'POST', body }));
    expect(answer.status).toBe(400);
    if (error) expect(answer.body).toMatchObject({ error, required: expect.arrayContaining(['tier_id', 'token']) });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
  });

  it('refuses whoever is not admitted, nameless, or comes with the token of another buyer or event', async () => {
    const { eventId, tierIds, buyer } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
    const elsewhere = await drop();
    const ada = await buyer().enter();
    const waiting = buyer();
    await waiting.join();
    expect((await waiting.reserve()).status).toBe(403);
    const thief = buyer();
    thief.token = ada.token;
    expect(problem(await thief.reserve()).status).toBe(403);
    const stranger = await elsewhere.buyer(ada.id).enter();
    const crossed = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: stranger.token },
    });
    expect(crossed.status).toBe(403);
    const nameless = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: ada.token },
      headers: { 'x-user-id': '' },
    });
    expect(nameless.status).toBe(400);
  });

  it('refuses more than the tier allows, and a tier of another event', async () => {
    const { eventId, buyer } = await drop({ tiers: [{ capacity: 10, per_user_limit: 2 }] });
    const elsewhere = await drop();
    const ada = await buyer().enter();
    expect(problem(await ada.reserve(3))).toMatchObject({ status: 400, body: { max_allowed: 2 } });
    const foreign = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: elsewhere.tierIds[0], quantity: 1, token: ada.token },
    });
    expect(foreign).toMatchObject({ status: 404, body: { error: 'Tier not found for this event' } });
  });

  it('refuses a second hold at the same event and names the first', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    expect(problem(await ada.reserve(1))).toMatchObject({
      status: 409,
      body: { reservation_id: held.body.id, expires_at: held.body.expires_at },
    });
  });

  it('says how many are left when there are not enough', async () => {
    const { buyer, gateStock, tierIds } = await drop({ capacity: 2 });
    const ada = await buyer().enter();
    expect(problem(await ada.reserve(3))).toMatchObject({
      status: 409,
      body: { error: 'Not enough tickets available', available: 2, requested: 3 },
    });
    expect((await gateStock())[tierIds[0]!]).toBe('2');
  });

  it('gives the tickets back when the buyer cancels, and says so again when repeated', async () => {
    const { eventId, buyer, tiers, gateStock, tierIds } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    const held = await ada.reserve(2);
    const foreign = await buyer().giveBack(held.body.id);
    expect(foreign.status).toBe(404);
    expect(await ada.giveBack(held.body.id)).toMatchObject({
      status: 200,
      body: { id: held.body.id, status: 'canceled' },
    });
    expect(await ada.giveBack(held.body.id)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
    expect((await ada.mine()).status).toBe(404);
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '5');
    expect((await ada.ask(`/events/${eventId}/reservations/${randomUUID()}`, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('checking out', () => {
  it('opens one session and moves the deadline once', async () => {
    const { buyer } = await drop({ reservation_ttl_seconds: 60 });
    const ada = await buyer().enter();
    const held = await ada.reserve(2);
    const session = await ada.checkout(held.body.id);
    expect(session).toMatchObject({
      status: 201,
      body: {
        reservation_id: held.body.id,
        status: 'pending',
        reservation: {
          id: held.body.id,
          tier_name: 'Tier 1',
          quantity: 2,
          price_cents: 2_500,
          total_price_cents: 5_000,
        },
      },
    });
    const moved = Date.parse(session.body.reservation.expires_at);
    expect(moved).toBeGreaterThan(Date.parse(held.body.expires_at));
    const again = await ada.checkout(held.body.id);
    expect(again).toMatchObject({ status: 200, body: { id: session.body.id } });
    expect(Date.parse(again.body.reservation.expires_at)).toBe(moved);
    expect(await ada.ask(`/checkout/sessions/${session.body.id}`)).toMatchObject({
      status: 200,
      body: { id: session.body.id, status: 'pending' },
    });
    expect((await buyer().ask(`/checkout/sessions/${session.body.id}`)).status).toBe(404);
  });

  it('F3 asks for a key of sane form, for a buyer, and for a reservation of theirs', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    for (const key of ['', 'x'.repeat(256), 'a b', 'ä']) {
      const answer = await ada.ask('/checkout/sessions', {
        method: 'POST',
        body: { reservation_id: held.body.id },
        headers: { 'idempotency-key': encodeURI(key) === key || key === '' || key === 'a b' ? key : 'a\tb' },
      });
      expect(problem(answer).status).toBe(400);
    }
    expect(
      (await ada.ask('/checkout/sessions', { method: 'POST', body: { reservation_id: held.body.id } })).status,
    ).toBe(400);
    const other = buyer();
    expect(problem(await other.checkout(held.body.id)).status).toBe(404);
    expect((await other.checkout(randomUUID())).status).toBe(404);
    expect(
      (await buyer().ask('/checkout/sessions', { method: 'POST', body: {}, headers: { 'idempotency-key': 'k' } }))
        .status,
    ).toBe(400);
  });

  it('refuses a hold that was given back', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    await ada.giveBack(held.body.id);
    expect(problem(await ada.checkout(held.body.id))).toMatchObject({
      status: 409,
      body: { error: 'Reservation is not active' },
    });
  });
});

describe('confirming', () => {
  it('issues one signed ticket for each place, once', async () => {
    const { eventId, buyer, tiers, orders } = await drop({ capacity: 10 });
    const ada = await buyer().enter();
    const bought = await ada.buy(2);
    expect(bought).toMatchObject({
      status: 201,
      body: {
        order: { status: 'paid', quantity: 2, total_price_cents: 5_000 },
        checkout_session: { status: 'completed' },
        reservation: { status: 'converted' },
        message: expect.any(String),
      },
    });
    expect(bought.body.tickets).toHaveLength(2);
    expect(new Set(bought.body.tickets.map(({ code }: { code: string }) => code)).size).toBe(2);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
    expect(await orders()).toHaveLength(1);
    const mine = await ada.ask('/me/tickets');
    expect(mine).toMatchObject({
      status: 200,
      body: {
        count: 2,
        tickets: [{ event: { id: eventId }, tier: { name: 'Tier 1' }, order_id: bought.body.order.id }, {}],
      },
    });
    expect(await ada.ask(`/me/order?event_id=${eventId}`)).toMatchObject({
      status: 200,
      body: { order: { id: bought.body.order.id } },
    });
    expect((await buyer().ask(`/me/order?event_id=${eventId}`)).status).toBe(404);
  });

  it('gives the tickets back when the payment fails', async () => {
    const { buyer, tiers, gateStock, tierIds } = await drop({ capacity: 4 });
    const ada = await buyer().enter();
    const held = await ada.reserve(4);
    const session = await ada.checkout(held.body.id);
    const failed = await ada.confirm(session.body.id, 'fail');
    expect(failed).toMatchObject({
      status: 200,
      body: {
        checkout_session: { id: session.body.id, status: 'failed' },
        reservation: { id: held.body.id, status: 'canceled' },
      },
    });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
    expect(await ada.confirm(session.body.id, 'fail')).toMatchObject({
      status: 200,
      body: { checkout_session: { status: 'failed' } },
    });
    expect(await ada.confirm(session.body.id)).toMatchObject({
      status: 409,
      body: { error: 'Checkout session is not pending', status: 'failed' },
    });
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '4');
  });

  it('asks for what it needs and belongs to its buyer', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    const session = await ada.checkout(held.body.id);
    expect(problem(await ada.confirm(session.body.id, 'maybe')).status).toBe(400);
    expect((await ada.ask('/checkout/confirm', { method: 'POST', body: { simulate: 'success' } })).status).toBe(400);
    expect(problem(await buyer().confirm(session.body.id)).status).toBe(404);
    expect((await ada.confirm(randomUUID())).status).toBe(404);
  });

  it('costs three workflow tasks', async () => {
    const { buyer, orders } = await drop();
    await (await buyer().enter()).buy(1);
    const [order] = await orders();
    const { events } = await temporal.workflow.getHandle(workflowIds.reservation(order!.reservation_id)).fetchHistory();
    expect((events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)).toHaveLength(3);
    expect(
      await db.simulatedCharge.findUnique({
        where: { idempotency_key: workflowIds.reservation(order!.reservation_id) },
      }),
    ).toMatchObject({ status: 'captured', amount_cents: 2_500 });
  });
});
