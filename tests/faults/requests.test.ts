import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Answer, type Buyer } from '../harness.ts';
import { insist, insistOnHold, row, times } from './row.ts';
import { scale } from './settings.ts';

const { arena, db, drop, redis } = await row();

describe('requests that repeat, cheat or come in the wrong order', () => {
  it('F1 opens one session, charges once and issues once when fifty checkouts and then fifty confirms come at once', async () => {
    const { buyer, orders, tickets } = await drop({ capacity: 4 });
    const ada = await buyer().enter();
    const held = await insistOnHold(() => ada.reserve(2), ada.mine);
    const key = randomUUID();
    const sessions = await Promise.all(times(50, () => insist(() => ada.checkout(held.body.id, key))));
    expect(new Set(sessions.map(({ body }) => body.id)).size).toBe(1);
    expect(sessions.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
    const answers = await Promise.all(times(50, () => insist(() => ada.confirm(sessions[0]!.body.id))));
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
  it(
    `F5 holds exactly what there is when ${crowd} reserve at once, ${runs === 1 ? 'once' : `${runs} times`}, and tells everybody yes, sold out, or when to come back`,
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
        const decisions = await Promise.all(buyers.map((one) => decided(one, tier)));
        const holders = decisions.filter(({ status }) => status === 201 || status === 200);
        const strange = decisions.filter(
          ({ status, body }) => status !== 201 && status !== 200 && body.error !== 'Not enough tickets available',
        );
        expect(strange.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).toEqual([]);
        const books = await db.tier.findUniqueOrThrow({ where: { id: tierIds[tier]! } });
        expect([books.held, holders.length]).toEqual([capacity, capacity]);
        if (runs === 1)
          await eventually(gateStock, (stock) => Number(stock[tierIds[tier]!]) === capacity - books.held, 30_000);
        await pMap(
          await db.reservation.findMany({ where: { tier_id: tierIds[tier]!, status: 'active' } }),
          async ({ id, buyer_id }) => insist(() => buyers.find((one) => one.id === buyer_id)!.giveBack(id)),
          { concurrency: 10 },
        );
      }
    },
    scale(120_000, 1_800_000),
  );

  it('F29 cuts off a client whose headers do not come to an end, and serves the others meanwhile', async () => {
    const { port } = new URL(arena.stack.apiUrl);
    const said: string[] = [];
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('POST /checkout/confirm HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    );
    socket.on('data', (data) => said.push(String(data)));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const { buyer } = await drop();
    expect((await (await buyer().enter()).reserve(1)).status).toBe(201);
    await closed;
    expect(said.join('')).toMatch(/^HTTP\/1\.1 408/);
  }, 20_000);

  it('F30 shows a stranger what it shows for something that does not exist, and changes nothing', async () => {
    const { eventId, buyer, tierIds } = await drop({ capacity: 6, purchase_limit: 6 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const bought = await ada.buy(1);
    const held = await ada.reserve(2);
    const session = await ada.checkout(held.body.id);
    const before = await digest(eventId);
    const asks: [string, (id: string) => Promise<Answer>, string][] = [
      ['a reservation given back', (id) => eve.giveBack(id), held.body.id],
      ['a checkout', (id) => eve.checkout(id), held.body.id],
      ['a session', (id) => eve.ask(`/checkout/sessions/${id}`), session.body.id],
      ['a payment', (id) => eve.confirm(id), session.body.id],
    ];
    for (const [what, ask, id] of asks) {
      const [theirs, nobodys] = [await ask(id), await ask(randomUUID())];
      expect(theirs.status, what).toBe(404);
      expect(theirs.body, what).toEqual(nobodys.body);
    }
    expect((await eve.ask('/me/tickets')).body).toMatchObject({ count: 0 });
    expect((await eve.ask(`/me/order?event_id=${eventId}`)).status).toBe(404);
    const stolen = await eve.ask(`/events/${eventId}/reservations`, {
      method: 'POST',
      body: { tier_id: tierIds[0], quantity: 1, token: ada.token },
    });
    expect(stolen.status).toBe(403);
    const left = (token: string) =>
      eve.ask(`/events/${eventId}/waiting-room/leave?token=${token}`, { method: 'DELETE' });
    expect((await left(ada.token)).status).toBe(404);
    expect(await digest(eventId)).toEqual(before);
    expect(bought.status).toBe(201);
    expect((await ada.confirm(session.body.id)).status).toBe(201);
  });

  it('F39 refuses each step that comes before its turn, and whoever reserves twice hears of the first hold', async () => {
    const { eventId, buyer } = await drop({ capacity: 6, wave_size: 1, wave_interval_ms: 60_000 });
    const ada = await buyer().enter();
    const waiting = buyer();
    await waiting.join();
    const before = await digest(eventId);
    expect((await waiting.reserve(1)).status).toBe(403);
    expect((await ada.checkout(randomUUID())).status).toBe(404);
    expect((await ada.confirm(randomUUID())).status).toBe(404);
    expect(await digest(eventId)).toEqual(before);
    const held = await ada.reserve(1);
    expect((await ada.confirm(held.body.id)).status).toBe(404);
    expect(await ada.reserve(1)).toMatchObject({ status: 409, body: { reservation_id: held.body.id } });
    expect(await db.reservation.count({ where: { event_id: eventId } })).toBe(1);
  });
});

/** Until it is decided; a hold of one's own that shows up says that an earlier request got through. */
const decided = (one: Buyer, tier: number) => insistOnHold(() => one.reserve(1, tier), one.mine, 120_000);

/** Everything that buyers can change of an event, in Postgres and in Redis. */
async function digest(eventId: string) {
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
