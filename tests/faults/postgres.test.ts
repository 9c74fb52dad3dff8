import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Buyer } from '../harness.ts';
import { expectUnavailable, inTime, reserveWithRetry, times, withRetry } from './client-requests.ts';
import { scale } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, call, db, drop } = await useFaultStack();
const { postgres: server } = faultStack.processes;

/** Takes a buyer to the checkout, one step before the payment. */
async function openCheckout(one: Buyer, quantity = 1) {
  const held = await reserveWithRetry(() => one.reserve(quantity), one.mine);
  const session = await withRetry(() => one.checkout(held.body.id));
  return { one, reservationId: held.body.id as string, sessionId: session.body.id as string };
}

describe('when Postgres fails', () => {
  const paying = scale(8, 40);
  it(`F16 loses no acknowledged order when Postgres is killed during ${paying} payments`, async () => {
    const { buyer, orders, tickets, tiers } = await drop({ capacity: paying });
    const checkouts = await Promise.all(times(paying, async () => openCheckout(await buyer().enter())));
    const first = Promise.allSettled(checkouts.map(({ one, sessionId }) => one.confirm(sessionId)));
    await eventually(
      () => db.order.count({ where: { reservation_id: { in: checkouts.map(({ reservationId }) => reservationId) } } }),
      (count) => count > 0,
      30_000,
    );
    await server.kill();
    const acknowledged = (await first).flatMap((outcome) =>
      outcome.status === 'fulfilled' && outcome.value.status === 201 ? [outcome.value.body.order.id as string] : [],
    );
    await server.start();
    const kept = (await orders()).map(({ id }) => id);
    expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    for (const answer of await Promise.all(
      checkouts.map(({ one, sessionId }) => withRetry(() => one.confirm(sessionId))),
    ))
      expect([200, 201]).toContain(answer.status);
    expect(await orders()).toHaveLength(paying);
    expect(await tickets()).toHaveLength(paying);
    expect(await tiers()).toMatchObject([{ held: 0, sold: paying }]);
  }, 180_000);

  it('F17 answers in time when Postgres takes two seconds a query, and serves what needs no database', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await faultStack.proxies.api.postgres.slow(2_000);
    const crowd = await Promise.all(times(30, () => inTime(() => buyer().ask(`/events/${eventId}/availability`))));
    for (const { status } of crowd) expect([200, 503]).toContain(status);
    const answer = await inTime(() => ada.reserve(1));
    expect([201, 503]).toContain(answer.status);
    expect((await inTime(() => call('/health'))).status).toBe(200);
    expect((await inTime(ada.status)).status).toBe(200);
    await faultStack.proxies.api.postgres.restore();
    expect((await reserveWithRetry(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
    expect(await db.reservation.count({ where: { event_id: eventId, status: 'active' } })).toBe(1);
  }, 90_000);

  it('F17 answers every request with 503, never with 500, while Postgres cannot be reached', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const session = await openCheckout(ada);
    await faultStack.proxies.api.postgres.cut();
    const asks = [
      () => eve.reserve(1),
      () => ada.mine(),
      () => ada.checkout(session.reservationId),
      () => ada.confirm(session.sessionId),
      () => ada.giveBack(session.reservationId),
      () => ada.ask('/me/tickets'),
      () => ada.ask(`/me/order?event_id=${eventId}`),
    ];
    for (const ask of [...asks, ...asks]) await expectUnavailable(ask);
    await faultStack.proxies.api.postgres.restore();
    expect([200, 201]).toContain((await withRetry(() => ada.confirm(session.sessionId))).status);
  }, 60_000);

  it('F18 retries a transaction that is rolled back, and answers 503 without a hold when it always is', async () => {
    const { eventId, buyer, tiers } = await drop({ capacity: 5 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await failUpdates(eventId, '40001', 2);
    expect((await ada.reserve(1)).status).toBe(201);
    await stopFailing(eventId);
    await failUpdates(eventId, '40P01', 1_000);
    await expectUnavailable(() => eve.reserve(1));
    await stopFailing(eventId);
    expect(await tiers()).toMatchObject([{ held: 1 }]);
    expect((await reserveWithRetry(() => eve.reserve(1), eve.mine)).status).toBeLessThan(300);
  }, 60_000);

  it('I19 counts each hold and each order once, however often its step runs', async () => {
    const counters = async () => {
      const page = await (await fetch(faultStack.stack.environment['WORKER_METRICS_URL']!)).text();
      const value = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(page)?.[1] ?? 0);
      return { holds: value('ticketdrop_holds_total'), orders: value('ticketdrop_orders_total') };
    };
    const { eventId, buyer } = await drop({ capacity: 5 });
    const before = await counters();
    await failUpdates(eventId, '40001', 2);
    for (const one of await Promise.all(times(3, () => buyer().enter()))) expect((await one.buy(1)).status).toBe(201);
    await stopFailing(eventId);
    await eventually(
      counters,
      ({ holds, orders }) => holds === before.holds + 3 && orders === before.orders + 3,
      5_000,
    );
  }, 60_000);

  it('F19 keeps the hold while a charge is in doubt, charges once, and frees tickets when it is declined', async () => {
    const { buyer, orders, reservation, tiers } = await drop({ capacity: 3, reservation_ttl_seconds: 3 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const session = await openCheckout(ada, 2);
    let unlock = () => {};
    const unlocked = new Promise<void>((resolve) => (unlock = resolve));
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    // The provider's table is locked, so it cannot be known whether the card was charged.
    const lock = db.$transaction(
      async (tx) => {
        await tx.$executeRaw`LOCK TABLE simulated_charges IN ACCESS EXCLUSIVE MODE`;
        locked();
        await unlocked;
      },
      { timeout: 60_000, maxWait: 10_000 },
    );
    await isLocked;
    await expectUnavailable(() => ada.confirm(session.sessionId));
    await eventually(
      async () => (await reservation(session.reservationId)).expires_at.getTime() + 2_000,
      (passed) => Date.now() > passed,
      30_000,
    );
    expect((await reservation(session.reservationId)).status).toBe('active');
    expect(await eve.reserve(2)).toMatchObject({ status: 409, body: { error: 'Not enough tickets available' } });
    unlock();
    await lock;
    expect([200, 201]).toContain((await withRetry(() => ada.confirm(session.sessionId))).status);
    expect(await orders()).toHaveLength(1);
    expect(
      await db.simulatedCharge.findMany({ where: { idempotency_key: workflowIds.reservation(session.reservationId) } }),
    ).toMatchObject([{ status: 'captured' }]);
    const declined = await openCheckout(eve, 1);
    expect((await withRetry(() => eve.confirm(declined.sessionId, 'fail'))).status).toBe(200);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
  }, 90_000);
});

/**
 * Makes Postgres roll back the next updates of the event's tiers with this error code. A sequence counts the rollbacks,
 * because sequences are not rolled back.
 */
async function failUpdates(eventId: string, code: string, rollbacks: number) {
  const name = triggerName(eventId);
  for (const statement of [
    `CREATE SEQUENCE "${name}"`,
    `CREATE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('"${name}"') <= ${rollbacks} THEN RAISE EXCEPTION 'rolled back' USING ERRCODE = '${code}'; END IF;
       RETURN NEW; END $$`,
    `CREATE TRIGGER "${name}" BEFORE UPDATE ON tiers FOR EACH ROW
       WHEN (OLD.event_id = '${eventId}') EXECUTE FUNCTION "${name}"()`,
  ])
    await db.$executeRawUnsafe(statement);
}

async function stopFailing(eventId: string) {
  const name = triggerName(eventId);
  for (const statement of [`DROP TRIGGER "${name}" ON tiers`, `DROP FUNCTION "${name}"`, `DROP SEQUENCE "${name}"`])
    await db.$executeRawUnsafe(statement);
}

const triggerName = (eventId: string) => `rollback ${eventId}`;
