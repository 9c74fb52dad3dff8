import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../../harness.ts';
import { expectProblem } from './problem.ts';

const { drop } = stack();

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
    const answer = expectProblem(await ada.ask(`/events/${eventId}/reservations`, { method: 'POST', body }));
    expect(answer.status).toBe(400);
    if (error) expect(answer.body).toMatchObject({ error, required: expect.arrayContaining(['tier_id', 'token']) });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
  });

  it('refuses a buyer who is not admitted, has no id, or uses the token of another buyer or event', async () => {
    const { eventId, tierIds, buyer } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
    const elsewhere = await drop();
    const ada = await buyer().enter();
    const waiting = buyer();
    await waiting.join();
    expect((await waiting.reserve()).status).toBe(403);
    const other = buyer();
    other.token = ada.token;
    expect(expectProblem(await other.reserve()).status).toBe(403);
    const stranger = await elsewhere.buyer(ada.id).enter();
    const withForeignToken = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: stranger.token },
    });
    expect(withForeignToken.status).toBe(403);
    const withoutBuyerId = await ada.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: ada.token },
      headers: { 'x-user-id': '' },
    });
    expect(withoutBuyerId.status).toBe(400);
  });

  it('refuses more than the tier allows, and a tier of another event', async () => {
    const { eventId, buyer } = await drop({ tiers: [{ capacity: 10, per_user_limit: 2 }] });
    const elsewhere = await drop();
    const ada = await buyer().enter();
    expect(expectProblem(await ada.reserve(3))).toMatchObject({ status: 400, body: { max_allowed: 2 } });
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
    expect(expectProblem(await ada.reserve(1))).toMatchObject({
      status: 409,
      body: { reservation_id: held.body.id, expires_at: held.body.expires_at },
    });
  });

  it('says how many are left when there are not enough', async () => {
    const { buyer, gateStock, tierIds } = await drop({ capacity: 2 });
    const ada = await buyer().enter();
    expect(expectProblem(await ada.reserve(3))).toMatchObject({
      status: 409,
      body: { error: 'Not enough tickets available', available: 2, requested: 3 },
    });
    expect((await gateStock())[tierIds[0]!]).toBe('2');
  });

  it('gives the tickets back when the buyer cancels, and answers a repeat in the same way', async () => {
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
