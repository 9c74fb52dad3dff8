import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemChecks } from '../../../tools/doctor/checks.ts';
import { connectSystem, type System } from '../../../tools/doctor/system.ts';
import { queues, workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type Drop } from '../../harness.ts';

const { db, drop, environment, redis, temporal } = stack();

let system: System;
beforeAll(async () => {
  system = await connectSystem(environment);
});
afterAll(() => system.close());

/** The findings of one check that mention `subject`: other tests leave findings of their own behind. */
async function findings(name: string, subject: string) {
  const check = systemChecks(system).find((one) => one.name === name)!;
  return (await check.find()).filter(
    (finding) => finding.subject.includes(subject) || finding.problem.includes(subject),
  );
}

async function repair(name: string, subject: string): Promise<void> {
  const [finding] = await findings(name, subject);
  await finding!.repair!.run();
  expect(await findings(name, subject)).toEqual([]);
}

/** A hold without a workflow, a minute old, as if Temporal had lost its storage after the hold was made. */
async function holdWithoutWorkflow() {
  const event = await drop({ capacity: 5 });
  const ada = await event.buyer().enter();
  const reservationId = randomUUID();
  await system.ports.purchases.hold({
    reservationId,
    eventId: event.eventId,
    tierId: event.tierIds[0]!,
    buyerId: ada.id,
    token: ada.token,
    quantity: 2,
  });
  await makeOlder(reservationId);
  return { ...event, ada, id: reservationId };
}

/** The doctor ignores a hold of the last seconds, whose workflow may be about to start. */
const makeOlder = (reservationId: string) => db.$executeRaw`
  UPDATE reservations SET created_at = created_at - interval '1 minute' WHERE id = ${reservationId}::uuid`;

async function held(given: Record<string, unknown> = {}) {
  const event: Drop = await drop({ capacity: 5, ...given });
  const ada = await event.buyer().enter();
  const { status, body } = await ada.reserve(2);
  expect({ status, body }).toMatchObject({ status: 201 });
  return { ...event, ada, id: body.id as string };
}

describe('the doctor', () => {
  it('starts the missing workflow of a hold, and the buyer pays', async () => {
    const { ada, id } = await holdWithoutWorkflow();
    expect((await ada.checkout(id)).status).toBe(503);
    await repair('Watched', id);
    const session = await ada.checkout(id);
    expect(session.status).toBe(201);
    expect((await ada.confirm(session.body.id)).status).toBe(201);
  });

  it('starts the missing workflow of a hold in checkout, and the buyer pays', async () => {
    const { ada, id, tickets } = await holdWithoutWorkflow();
    const sessionId = randomUUID();
    await system.ports.purchases.openCheckout(id, ada.id, {
      sessionId,
      key: 'an earlier key',
      fingerprint: 'an earlier body',
    });
    expect((await ada.confirm(sessionId)).status).toBe(503);
    await repair('Watched', id);
    expect((await ada.confirm(sessionId)).status).toBe(201);
    expect(await tickets()).toHaveLength(2);
  });

  it('reports neither a hold with a running workflow nor one whose workflow was terminated', async () => {
    const { id } = await held();
    await makeOlder(id);
    expect(await findings('Watched', id)).toEqual([]);
    await temporal.workflow.getHandle(workflowIds.reservation(id)).terminate('ended by an engineer');
    expect(await findings('Watched', id)).toEqual([]);
  });

  it('frees a hold that is active long after its deadline', async () => {
    const { id, tiers } = await held({ reservation_ttl_seconds: 60 });
    await temporal.workflow.getHandle(workflowIds.reservation(id)).terminate('lost by a test');
    await db.$executeRaw`
      UPDATE reservations SET expires_at = clock_timestamp() - interval '61 seconds' WHERE id = ${id}::uuid`;
    expect(await findings('Invariants', id)).toMatchObject([{ subject: 'I10' }]);
    await repair('Holds', id);
    expect(await tiers()).toMatchObject([{ held: 0 }]);
    expect(await findings('Invariants', id)).toEqual([]);
  });

  it('ends a workflow that outlives its purchase, and refunds its charge', async () => {
    const { eventId, id } = await held();
    await db.$transaction([
      db.$executeRaw`
        UPDATE reservations SET status = 'expired', ended_at = clock_timestamp() - interval '2 minutes'
         WHERE id = ${id}::uuid`,
      db.$executeRaw`UPDATE tiers SET held = 0 WHERE event_id = ${eventId}::uuid`,
      db.$executeRaw`UPDATE buyer_counters SET held = 0 WHERE event_id = ${eventId}::uuid`,
    ]);
    await db.simulatedCharge.create({
      data: { idempotency_key: workflowIds.reservation(id), amount_cents: 5_000, status: 'captured' },
    });
    await eventually(
      () => findings('Purchases', id),
      (found) => found.length === 1,
    );
    await repair('Purchases', id);
    expect(await system.ports.purchaseWorkflows.state(id)).toBe('ended');
    expect(
      await db.simulatedCharge.findUnique({ where: { idempotency_key: workflowIds.reservation(id) } }),
    ).toMatchObject({ status: 'refunded' });
  });

  it('recounts the stock in Redis when it differs from Postgres', async () => {
    const { eventId, tierIds, gateStock } = await held();
    await redis.hset(`td:{${eventId}}:stock`, tierIds[0]!, 5);
    await redis.hset(`td:{${eventId}}:claims`, randomUUID(), `${tierIds[0]}:1:1000:nobody`);
    const [finding] = await findings('Stock', eventId);
    expect(finding!.problem).toBe(
      `tier ${tierIds[0]}: 5 free in Redis, 3 in Postgres; 1 claims in Redis without a hold in Postgres`,
    );
    await repair('Stock', eventId);
    expect((await gateStock())[tierIds[0]!]).toBe('3');
  });

  it('rebuilds a waiting room that Redis has lost', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    await eventually(
      () =>
        temporal.workflow
          .getHandle(workflowIds.entry(eventId, ada.token))
          .describe()
          .catch(() => undefined),
      Boolean,
    );
    await redis.del(...['sale', 'queue', 'entries', 'buyers', 'passes'].map((part) => `td:{${eventId}}:${part}`));
    await repair('Rooms', eventId);
    await eventually(ada.status, ({ status }) => status === 200);
  });

  it('starts the missing workflow of a sale', async () => {
    const { eventId } = await drop();
    await temporal.workflow.getHandle(workflowIds.sale(eventId)).terminate('lost by a test');
    await eventually(
      () => findings('Sales', eventId),
      (found) => found.length === 1,
    );
    const [finding] = await findings('Sales', eventId);
    await finding!.repair!.run();
    await eventually(
      () => findings('Sales', eventId),
      (found) => found.length === 0,
    );
  });

  it('names a workflow whose task fails again and again, and does not touch it', async () => {
    const workflowId = `sale/poisoned-${randomUUID()}`;
    const handle = await temporal.workflow.start('sale', { workflowId, taskQueue: queues.purchases, args: [] });
    const poisoned = () => system.ports.workflowTasks.failing(2);
    await eventually(poisoned, (failing) => failing.some((one) => one.workflowId === workflowId), 30_000);
    await handle.terminate('the end of a test');
  });

  it('names mails that wait for too long or failed in the last day, and says what to do next', async () => {
    const sale = await drop();
    const order_id: string = (await (await sale.buyer().enter()).buy()).body.order.id;
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const mail = (own: string, given: object) => ({
      ...{ order_id, kind: 'refund' as const, recipient: 'ada@example.org', occasion: own, last_error: own },
      due_at: new Date(Date.now() + 86_400_000),
      ...given,
    });
    const code = () => `E${randomUUID().slice(0, 8).toUpperCase()}`;
    const [late, early, wrong, old] = [code(), code(), `550 ${code()}`, `550 ${code()}`];
    await db.mail.createMany({
      data: [
        mail(late, { created_at: ago(120) }),
        mail(`${late}, another`, { created_at: ago(90), last_error: late }),
        mail(early, { created_at: ago(1) }),
        mail(wrong, { created_at: ago(60), state: 'failed' }),
        mail(old, { created_at: ago(2 * 1_440), state: 'failed' }),
        mail('void', { created_at: ago(60), state: 'failed' }),
      ],
    });
    expect(await findings('Mails', late)).toEqual([
      {
        subject: 'mails of the kind refund',
        problem:
          `2 wait, the oldest for 2 hours; last answer: ${late}. ` +
          'See that the mail server at SMTP_URL answers; they go out by themselves once it does.',
      },
    ]);
    expect(await findings('Mails', wrong)).toMatchObject([
      {
        problem:
          `1 failed in the last day: ${wrong}. ` +
          'Correct the address on the page of the order, and send it again from there.',
      },
    ]);
    for (const other of [early, old, 'void']) expect(await findings('Mails', other)).toEqual([]);

    await db.mail.deleteMany({ where: { order_id } });
  });

  it('names the broken invariant when rows disagree, without a repair', async () => {
    const { tierIds } = await held();
    const id = tierIds[0]!;
    await db.$executeRaw`UPDATE tiers SET sold = sold + 1 WHERE id = ${id}::uuid`;
    const [finding] = await findings('Invariants', id);
    expect(finding).toMatchObject({ subject: 'I2', problem: expect.stringContaining('sold') });
    expect(finding!.repair).toBeUndefined();
    await db.$executeRaw`UPDATE tiers SET sold = sold - 1 WHERE id = ${id}::uuid`;
  });
});
