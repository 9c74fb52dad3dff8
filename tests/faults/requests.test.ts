import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Answer, type Buyer } from '../harness.ts';
import { reserveWithRetry, times, withRetry } from './client-requests.ts';
import { scale } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { call, faultStack, db, drop, redis } = await useFaultStack();

describe('requests that repeat, cheat or come in the wrong order', () => {
  it('F1 opens one session, charges once and issues once for fifty concurrent checkouts and confirms', async () => {
    const { buyer, orders, tickets } = await drop({ capacity: 4 });
    const ada = await buyer().enter();
    const held = await reserveWithRetry(() => ada.reserve(2), ada.mine);
    const key = randomUUID();
    const sessions = await Promise.all(times(50, () => withRetry(() => ada.checkout(held.body.id, key))));
    expect(new Set(sessions.map(({ body }) => body.id)).size).toBe(1);
    expect(sessions.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
    const answers = await Promise.all(times(50, () => withRetry(() => ada.confirm(sessions[0]!.body.id))));
    for (const { status, body } of answers) {
      expect([200, 201]).toContain(status);
      expect({ ...body, message: '' }).toEqual({ ...answers[0]!.body, message: '' });
    }
    expect(await orders()).toHaveLength(1);
    expect(await tickets()).toHaveLength(2);
    expect(await db.simulatedCharge.count({ where: { idempotency_key: workflowIds.reservation(held.body.id) } })).toBe(
      1,
    );
  });

  const [crowd, runs] = [scale(120, 2_000), scale(1, 20)];
  const repetition = runs === 1 ? 'once' : `${runs} times`;
  it(
    `F5 holds exactly the capacity when ${crowd} reserve at once, ${repetition}, and answers the others sold out`,
    async () => {
      const capacity = 50;
      const { buyer, tierIds, gateStock } = await drop({
        access_ttl_seconds: 3_600,
        reservation_ttl_seconds: 600,
        tiers: times(runs, (i) => ({ name: `Run ${i}`, capacity })),
      });
      const buyers = await pMap(
        times(crowd, () => buyer()),
        (one) => one.enter(),
        { concurrency: 40 },
      );
      for (const tier of times(runs, (i) => i)) {
        const decisions = await Promise.all(buyers.map((one) => reserveUntilDecided(one, tier)));
        const holders = decisions.filter(({ status }) => status === 201 || status === 200);
        const unexpected = decisions.filter(
          ({ status, body }) => status !== 201 && status !== 200 && body.error !== 'Not enough tickets available',
        );
        expect(unexpected.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).toEqual([]);
        const row = await db.tier.findUniqueOrThrow({ where: { id: tierIds[tier]! } });
        expect([row.held, holders.length]).toEqual([capacity, capacity]);
        if (runs === 1)
          await eventually(gateStock, (stock) => Number(stock[tierIds[tier]!]) === capacity - row.held, 30_000);
        await pMap(
          await db.reservation.findMany({ where: { tier_id: tierIds[tier]!, status: 'active' } }),
          async ({ id, buyer_id }) => withRetry(() => buyers.find((one) => one.id === buyer_id)!.giveBack(id)),
          { concurrency: 10 },
        );
      }
    },
    scale(120_000, 1_800_000),
  );

  it('F29 disconnects a client whose headers never end, and serves other clients meanwhile', async () => {
    const { port } = new URL(faultStack.stack.apiUrl);
    const received: string[] = [];
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('POST /checkout/confirm HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    );
    socket.on('data', (data) => received.push(String(data)));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const { buyer } = await drop();
    expect((await (await buyer().enter()).reserve(1)).status).toBe(201);
    await closed;
    expect(received.join('')).toMatch(/^HTTP\/1\.1 408/);
  }, 20_000);

  const madeUp = scale(5_000, 100_000);
  it(
    `F52 keeps the memory of the API as it is while ${madeUp} made-up buyers ask for made-up events and places`,
    async () => {
      const { eventId } = await drop();
      const ask = (requests: number) =>
        pMap(
          times(requests, (i) => i),
          async (i) => {
            const headers = { 'x-user-id': `made-up-${randomUUID()}` };
            const [path, method] = [
              [`/events/${randomUUID()}/waiting-room/join`, 'POST'],
              [`/events/${eventId}/waiting-room/status?token=${randomUUID()}`, 'GET'],
              [`/events/${randomUUID()}/availability`, 'GET'],
              [`/events/${eventId}/allowance`, 'GET'],
            ][i % 4] as [string, string];
            expect((await call(path, { method, headers })).status, path).toBeLessThan(500);
          },
          { concurrency: 32 },
        );
      const megabytes = async () => {
        const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec((await call('/metrics')).body as string)!;
        return Number(bytes) / 2 ** 20;
      };
      // The first ones bring the process to the size that it has under this load.
      await ask(5_000);
      const before = await megabytes();
      await ask(madeUp);
      expect((await megabytes()) - before).toBeLessThan(50);
    },
    scale(120_000, 600_000),
  );

  it('F30 answers a stranger as if the resource did not exist, and changes nothing', async () => {
    const { eventId, buyer, tierIds } = await drop({ capacity: 6, purchase_limit: 6 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const bought = await ada.buy(1);
    const held = await ada.reserve(2);
    const session = await ada.checkout(held.body.id);
    const before = await snapshot(eventId);
    const asks: [string, (id: string) => Promise<Answer>, string][] = [
      ['a reservation given back', (id) => eve.giveBack(id), held.body.id],
      ['a checkout', (id) => eve.checkout(id), held.body.id],
      ['a session', (id) => eve.ask(`/checkout/sessions/${id}`), session.body.id],
      ['a payment', (id) => eve.confirm(id), session.body.id],
    ];
    for (const [what, ask, id] of asks) {
      const [existing, missing] = [await ask(id), await ask(randomUUID())];
      expect(existing.status, what).toBe(404);
      expect(existing.body, what).toEqual(missing.body);
    }
    expect((await eve.ask('/me/tickets')).body).toMatchObject({ count: 0 });
    expect((await eve.ask(`/me/order?event_id=${eventId}`)).status).toBe(404);
    const stolen = await eve.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: ada.token },
    });
    expect(stolen.status).toBe(403);
    const leave = (token: string) =>
      eve.ask(`/events/${eventId}/waiting-room/leave?token=${token}`, { method: 'DELETE' });
    expect((await leave(ada.token)).status).toBe(404);
    expect(await snapshot(eventId)).toEqual(before);
    expect(bought.status).toBe(201);
    expect((await ada.confirm(session.body.id)).status).toBe(201);
  });

  it('F39 refuses every step that comes too early, and answers a second reservation with the first hold', async () => {
    const { eventId, buyer } = await drop({ capacity: 6, wave_size: 1, wave_interval_ms: 60_000 });
    const ada = await buyer().enter();
    const waiting = buyer();
    await waiting.join();
    const before = await snapshot(eventId);
    expect((await waiting.reserve(1)).status).toBe(403);
    expect((await ada.checkout(randomUUID())).status).toBe(404);
    expect((await ada.confirm(randomUUID())).status).toBe(404);
    expect(await snapshot(eventId)).toEqual(before);
    const held = await ada.reserve(1);
    expect((await ada.confirm(held.body.id)).status).toBe(404);
    expect(await ada.reserve(1)).toMatchObject({ status: 409, body: { reservation_id: held.body.id } });
    expect(await db.reservation.count({ where: { event_id: eventId } })).toBe(1);
  });
});

/** Reserves with retries for up to two minutes. */
const reserveUntilDecided = (one: Buyer, tier: number) =>
  reserveWithRetry(() => one.reserve(1, tier), one.mine, 120_000);

/** Everything of an event that buyers can change, in Postgres and in Redis. */
async function snapshot(eventId: string) {
  const [reservations, orders, counters, stock, claims] = await Promise.all([
    db.reservation.findMany({
      where: { event_id: eventId },
      include: { checkout_session: { include: { idempotency_keys: true } } },
      orderBy: { id: 'asc' },
    }),
    db.order.findMany({
      where: { event_id: eventId },
      include: { tickets: { orderBy: { id: 'asc' } } },
      orderBy: { id: 'asc' },
    }),
    db.buyerCounter.findMany({
      where: { event_id: eventId, OR: [{ held: { gt: 0 } }, { bought: { gt: 0 } }] },
      orderBy: { buyer_id: 'asc' },
    }),
    redis.hgetall(`td:{${eventId}}:stock`),
    redis.hgetall(`td:{${eventId}}:claims`),
  ]);
  return JSON.parse(JSON.stringify({ reservations, orders, counters, stock, claims })) as object;
}
