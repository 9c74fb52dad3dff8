import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Buyer } from '../harness.ts';
import { expectAway, inTime, insist, insistOnHold, row, times } from './row.ts';
import { scale } from './settings.ts';

const { arena, call, db, drop } = await row();
const { postgres: server } = arena.parts;

/** A buyer one step before paying. */
async function atTheTill(one: Buyer, quantity = 1) {
  const held = await insistOnHold(() => one.reserve(quantity), one.mine);
  const session = await insist(() => one.checkout(held.body.id));
  return { one, reservationId: held.body.id as string, sessionId: session.body.id as string };
}

describe('when Postgres fails', () => {
  const paying = scale(8, 40);
  it(`F16 loses no order that was acknowledged when Postgres is killed while ${paying} pay`, async () => {
    const { buyer, orders, tickets, tiers } = await drop({ capacity: paying });
    const tills = await Promise.all(times(paying, async () => atTheTill(await buyer().enter())));
    const first = Promise.allSettled(tills.map(({ one, sessionId }) => one.confirm(sessionId)));
    await eventually(
      () => db.order.count({ where: { reservation_id: { in: tills.map(({ reservationId }) => reservationId) } } }),
      (count) => count > 0,
      30_000,
    );
    await server.kill();
    const told = (await first).flatMap((outcome) =>
      outcome.status === 'fulfilled' && outcome.value.status === 201 ? [outcome.value.body.order.id as string] : [],
    );
    await server.start();
    const kept = (await orders()).map(({ id }) => id);
    expect(told.filter((id) => !kept.includes(id))).toEqual([]);
    for (const answer of await Promise.all(tills.map(({ one, sessionId }) => insist(() => one.confirm(sessionId)))))
      expect([200, 201]).toContain(answer.status);
    expect(await orders()).toHaveLength(paying);
    expect(await tickets()).toHaveLength(paying);
    expect(await tiers()).toMatchObject([{ held: 0, sold: paying }]);
  }, 180_000);

  it('F17 answers in time, and keeps serving what needs no database, when Postgres takes two seconds for each query', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await arena.links.api.postgres.slow(2_000);
    const crowd = await Promise.all(times(30, () => inTime(() => buyer().ask(`/events/${eventId}/availability`))));
    for (const { status } of crowd) expect([200, 503]).toContain(status);
    const answer = await inTime(() => ada.reserve(1));
    expect([201, 503]).toContain(answer.status);
    expect((await inTime(() => call('/health'))).status).toBe(200);
    expect((await inTime(ada.status)).status).toBe(200);
    await arena.links.api.postgres.mend();
    expect((await insistOnHold(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
    expect(await db.reservation.count({ where: { event_id: eventId, status: 'active' } })).toBe(1);
  }, 90_000);

  it('F17 says 503, and not that something is wrong with us, whatever is asked while Postgres cannot be reached', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const till = await atTheTill(ada);
    await arena.links.api.postgres.cut();
    const asks = [
      () => eve.reserve(1),
      () => ada.mine(),
      () => ada.checkout(till.reservationId),
      () => ada.confirm(till.sessionId),
      () => ada.giveBack(till.reservationId),
      () => ada.ask('/me/tickets'),
      () => ada.ask(`/me/order?event_id=${eventId}`),
    ];
    for (const ask of [...asks, ...asks]) await expectAway(ask);
    await arena.links.api.postgres.mend();
    expect([200, 201]).toContain((await insist(() => ada.confirm(till.sessionId))).status);
  }, 60_000);

  it('F18 hides a transaction that Postgres rolled back twice, and says 503, holding nothing, when it always does', async () => {
    const { eventId, buyer, tiers } = await drop({ capacity: 5 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    await storm(eventId, '40001', 2);
    expect((await ada.reserve(1)).status).toBe(201);
    await calm(eventId);
    await storm(eventId, '40P01', 1_000);
    await expectAway(() => eve.reserve(1));
    await calm(eventId);
    expect(await tiers()).toMatchObject([{ held: 1 }]);
    expect((await insistOnHold(() => eve.reserve(1), eve.mine)).status).toBeLessThan(300);
  }, 60_000);

  it('I19 counts each hold and each order once, however often its step was taken', async () => {
    const counted = async () => {
      const page = await (await fetch(arena.stack.environment['WORKER_METRICS_URL']!)).text();
      const value = (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(page)?.[1] ?? 0);
      return { holds: value('ticketdrop_holds_total'), orders: value('ticketdrop_orders_total') };
    };
    const { eventId, buyer } = await drop({ capacity: 5 });
    const before = await counted();
    await storm(eventId, '40001', 2);
    for (const one of await Promise.all(times(3, () => buyer().enter()))) expect((await one.buy(1)).status).toBe(201);
    await calm(eventId);
    await eventually(counted, ({ holds, orders }) => holds === before.holds + 3 && orders === before.orders + 3, 5_000);
  }, 60_000);

  it('F19 keeps the seat while nobody knows whether the card was charged, charges once, and gives the tickets back when it is declined', async () => {
    const { buyer, orders, reservation, tiers } = await drop({ capacity: 3, reservation_ttl_seconds: 3 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const till = await atTheTill(ada, 2);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    // The provider's ledger does not answer: whether the money moved cannot be known.
    const silence = db.$transaction(
      async (tx) => {
        await tx.$executeRaw`LOCK TABLE simulated_charges IN ACCESS EXCLUSIVE MODE`;
        locked();
        await held;
      },
      { timeout: 60_000, maxWait: 10_000 },
    );
    await isLocked;
    await expectAway(() => ada.confirm(till.sessionId));
    await eventually(
      async () => (await reservation(till.reservationId)).expires_at.getTime() + 2_000,
      (passed) => Date.now() > passed,
      30_000,
    );
    expect((await reservation(till.reservationId)).status).toBe('active');
    expect(await eve.reserve(2)).toMatchObject({ status: 409, body: { error: 'Not enough tickets available' } });
    release();
    await silence;
    expect([200, 201]).toContain((await insist(() => ada.confirm(till.sessionId))).status);
    expect(await orders()).toHaveLength(1);
    expect(
      await db.simulatedCharge.findMany({ where: { idempotency_key: workflowIds.reservation(till.reservationId) } }),
    ).toMatchObject([{ status: 'captured' }]);
    const declined = await atTheTill(eve, 1);
    expect((await insist(() => eve.confirm(declined.sessionId, 'fail'))).status).toBe(200);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
  }, 90_000);
});

/** Has Postgres roll back the next `times` changes of the event's tiers with this code. A sequence counts them, because it is not rolled back. */
async function storm(eventId: string, code: string, rollbacks: number) {
  const name = stormOf(eventId);
  for (const statement of [
    `CREATE SEQUENCE "${name}"`,
    `CREATE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('"${name}"') <= ${rollbacks} THEN RAISE EXCEPTION 'rolled back' USING ERRCODE = '${code}'; END IF; RETURN NEW; END $$`,
    `CREATE TRIGGER "${name}" BEFORE UPDATE ON tiers FOR EACH ROW WHEN (OLD.event_id = '${eventId}') EXECUTE FUNCTION "${name}"()`,
  ])
    await db.$executeRawUnsafe(statement);
}

async function calm(eventId: string) {
  const name = stormOf(eventId);
  for (const statement of [`DROP TRIGGER "${name}" ON tiers`, `DROP FUNCTION "${name}"`, `DROP SEQUENCE "${name}"`])
    await db.$executeRawUnsafe(statement);
}

const stormOf = (eventId: string) => `storm ${eventId}`;
