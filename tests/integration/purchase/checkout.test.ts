import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';
import { expectProblem } from './problem.ts';

const { drop } = stack();

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
      expect(expectProblem(answer).status).toBe(400);
    }
    expect(
      (await ada.ask('/checkout/sessions', { method: 'POST', body: { reservation_id: held.body.id } })).status,
    ).toBe(400);
    const other = buyer();
    expect(expectProblem(await other.checkout(held.body.id)).status).toBe(404);
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
    expect(expectProblem(await ada.checkout(held.body.id))).toMatchObject({
      status: 409,
      body: { error: 'Reservation is not active' },
    });
  });
});
