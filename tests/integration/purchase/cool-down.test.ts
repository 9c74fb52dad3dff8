import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createDeps } from '../../../api/deps.ts';
import { readConfig, type Config } from '../../../config.ts';
import { eventually, stack, type Buyer } from '../../harness.ts';

const { db, drop, environment, redis, temporal } = stack();

/** Sends reserves from an address to an API of other settings. */
function apiWith(settings: Partial<Config>) {
  const config = { ...readConfig(environment), RATE_LIMIT_RESERVATIONS: 0, ...settings };
  const app = createApp(createDeps({ config, db, reads: db, redis, temporal, log: pino({ level: 'silent' }) }));
  return async (sale: { eventId: string; tierIds: string[] }, buyer: Buyer, remoteAddress: string, quantity = 1) => {
    const headers = { 'content-type': 'application/json', 'x-user-id': buyer.id };
    const body = JSON.stringify({ tier_id: sale.tierIds[0], quantity, token: buyer.token });
    const incoming = { socket: { remoteAddress }, headers: {} };
    const answer = await app.request(
      `/events/${sale.eventId}/reservations`,
      { method: 'POST', headers, body },
      { incoming },
    );
    return {
      status: answer.status,
      retryAfter: Number(answer.headers.get('retry-after')),
      body: (await answer.json()) as Record<string, any>,
    };
  };
}

const reserve = apiWith({ HOLD_LAPSES_ALLOWED: 2, HOLD_COOL_DOWN_SECONDS: 600 });
const reserveWithoutCoolDown = apiWith({ HOLD_COOL_DOWN_SECONDS: 0 });
const [SCHOOL, HOME] = ['10.1.1.1', '10.2.2.2'];

describe('holds that lapse', () => {
  it('F56 make their buyer wait, longer each time, and nobody else behind the same address', async () => {
    const sale = await drop({ capacity: 10, reservation_ttl_seconds: 1 });
    const [ada, eve] = [await sale.buyer().enter(), await sale.buyer().enter()];
    const letLapse = async (ask: typeof reserve) => {
      const held = await ask(sale, ada, SCHOOL);
      expect(held.status, JSON.stringify(held.body)).toBe(201);
      await eventually(
        () => sale.reservation(held.body['id']),
        ({ status }) => status === 'expired',
      );
    };
    await letLapse(reserve);
    await letLapse(reserve);
    const first = await reserve(sale, ada, SCHOOL);
    expect(first).toMatchObject({ status: 429, body: { error: 'cooling_down', lapsed: 2 } });
    expect(first.retryAfter).toBeGreaterThan(300);
    expect(first.retryAfter).toBeLessThanOrEqual(600);
    expect(first.body['retryAfterSeconds']).toBe(first.retryAfter);
    // Another address is no way around it, and another buyer behind the address is not held up.
    expect((await reserve(sale, ada, HOME)).status).toBe(429);
    expect((await reserve(sale, eve, SCHOOL)).status).toBe(201);

    await letLapse(reserveWithoutCoolDown);
    const second = await reserve(sale, ada, SCHOOL);
    expect(second.status).toBe(429);
    expect(second.retryAfter).toBeGreaterThan(600);
    expect(second.retryAfter).toBeLessThanOrEqual(1_200);
  });

  it('F56 are forgiven with a purchase, and giving back at once is no lapse', async () => {
    const sale = await drop({ capacity: 10, reservation_ttl_seconds: 60 });
    const ada = await sale.buyer().enter();
    for (let i = 0; i < 3; i += 1) {
      const held = await reserve(sale, ada, HOME);
      expect(held.status).toBe(201);
      expect((await ada.giveBack(held.body['id'])).status).toBe(200);
    }
    await db.event.update({ where: { id: sale.eventId }, data: { reservation_ttl_seconds: 1 } });
    for (let i = 0; i < 2; i += 1) {
      const held = await reserve(sale, ada, HOME);
      await eventually(
        () => sale.reservation(held.body['id']),
        ({ status }) => status === 'expired',
      );
    }
    expect((await reserve(sale, ada, HOME)).status).toBe(429);
    await db.event.update({ where: { id: sale.eventId }, data: { reservation_ttl_seconds: 60 } });
    const bought = await reserveWithoutCoolDown(sale, ada, HOME);
    expect((await ada.confirm((await ada.checkout(bought.body['id'])).body.id)).status).toBe(201);
    expect((await reserve(sale, ada, HOME)).status).toBe(201);
  });
});

describe('what one address holds unpaid', () => {
  it('F56 is a bounded share of the tickets, free again for everybody there as they are paid for', async () => {
    const sale = await drop({ capacity: 150, reservation_ttl_seconds: 120 });
    const [ada, eve, bob, joe, kim] = await Promise.all(Array.from({ length: 5 }, () => sale.buyer().enter()));
    const ask = apiWith({ HOLD_ADDRESS_SHARE: 10, HOLD_ADDRESS_TICKETS: 8 });
    const first = await ask(sale, ada!, SCHOOL, 6);
    expect([first.status, (await ask(sale, eve!, SCHOOL, 6)).status]).toEqual([201, 201]);
    const refused = await ask(sale, bob!, SCHOOL, 6);
    expect(refused).toMatchObject({ status: 429, body: { error: 'address_holds_limit', limit: 15 } });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect((await ask(sale, joe!, HOME, 6)).status).toBe(201);
    expect((await ask(sale, kim!, SCHOOL, 3)).status).toBe(201);

    expect((await ada!.confirm((await ada!.checkout(first.body['id'])).body.id)).status).toBe(201);
    expect((await ask(sale, bob!, SCHOOL, 6)).status).toBe(201);
    const [key] = await redis.keys(`td:{${sale.eventId}}:held-from:${SCHOOL}`);
    expect(await redis.ttl(key!)).toBeGreaterThan(0);
  });

  it('F56 may be so many tickets in any case, also where the event is small', async () => {
    const sale = await drop({ capacity: 20 });
    const [ada, eve] = [await sale.buyer().enter(), await sale.buyer().enter()];
    const ask = apiWith({ HOLD_ADDRESS_SHARE: 10, HOLD_ADDRESS_TICKETS: 8 });
    expect((await ask(sale, ada, SCHOOL, 6)).status).toBe(201);
    expect((await ask(sale, eve, SCHOOL, 3)).status).toBe(429);
    expect((await ask(sale, eve, SCHOOL, 2)).status).toBe(201);
  });
});
