import { describe, expect, it } from 'vitest';
import { availableKey, roomKeys } from '../../../activities/waiting-room/keys.ts';
import { eventually, stack, type Buyer } from '../../harness.ts';

const { admin, drop, redis } = stack();
const HOUR_MS = 3_600_000;

/** Lets a place have been joined, and looked at for the last time, so much earlier. */
async function age(eventId: string, { token }: Buyer, ms: number) {
  const { entries } = roomKeys(eventId);
  const [mark, number, joinedAt, ...rest] = (await redis.hget(entries, token))!.split('|');
  await redis.hset(entries, token, [mark, number, Number(joinedAt) - ms, ...rest].join('|'));
}

/** Lets a standstill of the pass clock have begun so much earlier. */
async function lengthenStandstill(eventId: string, ms: number) {
  const { sale, passes } = roomKeys(eventId);
  await redis.hincrby(sale, 'frozen_at', -ms);
  for (const token of await redis.zrange(passes, '0', '-1')) await redis.zincrby(passes, -ms, token);
}

const canEnter = ({ body }: { body: { canEnter?: boolean } }) => body.canEnter === true;

describe('a place in the line', () => {
  it('F41 is kept however old it is while its buyer looks, and no later place is admitted before it', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 1_500, on_sale_at: soon(2_000) });
    const [ada, bob, eve] = [buyer(), buyer(), buyer()];
    for (const one of [ada, bob, eve]) await one.join();
    const order: string[] = [];
    for (const one of [ada, bob]) {
      await age(eventId, one, 2 * HOUR_MS);
      const { status, body } = await one.status();
      expect({ status, number: body.number }).toEqual({ status: 200, number: one === ada ? 1 : 2 });
      expect(Date.parse(body.safeUntil)).toBeGreaterThan(Date.now() + HOUR_MS - 5_000);
    }
    await Promise.all([eve, bob, ada].map((one) => eventually(one.status, canEnter).then(() => order.push(one.id))));
    expect(order).toEqual([ada.id, bob.id, eve.id]);
  });

  it('F41 is passed over while its buyer is absent, and is at the front again when they come back', async () => {
    // The hour counts from the opening at the earliest, so the sale has been open for longer.
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 2_000, on_sale_at: soon(-3 * HOUR_MS) });
    await buyer().enter();
    const [ada, bob, eve] = [buyer(), buyer(), buyer()];
    for (const one of [ada, bob, eve]) await one.join();
    await age(eventId, ada, HOUR_MS + 5_000);
    await eventually(bob.status, canEnter);
    const back = await ada.status();
    expect(back.status).toBe(200);
    expect(back.body.number).toBe(2);
    expect(Date.parse(back.body.missedTurn.returnBy) - Date.parse(back.body.missedTurn.at)).toBe(300_000);
    await eventually(ada.status, canEnter);
    expect((await eve.status()).body.ahead).toBe(0);
  });

  it('says why it is over, to a buyer who looks later', async () => {
    const { eventId, buyer } = await drop({ wave_size: 2, wave_interval_ms: 60_000, access_ttl_seconds: 1 });
    const [ada, bob, eve, kim] = [buyer(), buyer(), buyer(), buyer()];
    for (const one of [ada, bob, eve, kim]) await one.join();
    await ada.ask(`/events/${eventId}/waiting-room/leave?token=${ada.token}`, { method: 'DELETE' });
    const over = (one: Buyer) => eventually(one.status, ({ status }) => status === 404);
    expect((await over(ada)).body).toMatchObject({ error: 'Invalid or expired token', reason: 'left' });
    expect((await over(bob)).body.reason).toBe('pass_ended');
    await admin(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' });
    expect((await over(eve)).body.reason).toBe('cleared');

    await kim.join();
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'closed' } });
    expect((await over(kim)).body.reason).toBe('sale_closed');
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    expect((await eventually(kim.status, ({ body }) => body.reason === 'canceled')).status).toBe(404);
  });
});

describe('a pass', () => {
  it('F46 stands still during a pause, however long it is, and goes on where it stopped', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    const until = Date.parse((await ada.status()).body.accessExpiresAt);
    await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
    await lengthenStandstill(eventId, HOUR_MS);
    expect((await ada.status()).body).toMatchObject({ paused: true, canEnter: false, position: 0 });
    await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
    const { body } = await eventually(ada.status, canEnter);
    expect(Date.parse(body.accessExpiresAt)).toBeGreaterThan(until - 5_000);
    expect((await ada.reserve()).status).toBe(201);
  });

  it('F46 is given the time of an outage', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    const until = Date.parse((await ada.status()).body.accessExpiresAt);
    await eventually(() => redis.get(availableKey), Boolean);
    // An hour passes in which no API recorded that buyers could buy.
    await redis
      .multi()
      .zincrby(roomKeys(eventId).passes, -HOUR_MS, ada.token)
      .set(availableKey, Date.now() - HOUR_MS)
      .exec();
    const { body } = await eventually(ada.status, canEnter);
    expect(Date.parse(body.accessExpiresAt)).toBeGreaterThan(until - 5_000);
    expect((await ada.reserve()).status).toBe(201);
  });

  it('F46 stands still while the opening is postponed', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { on_sale_at: soon(HOUR_MS) } });
    await lengthenStandstill(eventId, HOUR_MS);
    expect((await ada.status()).body.state).toBe('waiting');
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { on_sale_at: soon(-1_000) } });
    await eventually(ada.status, canEnter);
    expect((await ada.reserve()).status).toBe(201);
  });
});

function soon(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}
