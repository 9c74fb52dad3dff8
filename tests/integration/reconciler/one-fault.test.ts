import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { systemChecks } from '../../../tools/doctor/checks.ts';
import { connectSystem, type System } from '../../../tools/doctor/system.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { stack, type Drop } from '../../harness.ts';

const { db, drop, environment, reconcile, redis } = stack();

let system: System;
beforeAll(async () => {
  system = await connectSystem(environment);
});
afterAll(() => system.close());

/** What the doctor says about a subject. */
async function problems(name: string, subject: string): Promise<string[]> {
  const check = systemChecks(system).find((one) => one.name === name)!;
  return (await check.find()).filter((finding) => finding.subject.includes(subject)).map(({ problem }) => problem);
}

/** How often the worker could not mend something of a kind. */
async function unmended(kind: string): Promise<number> {
  const page = await (await fetch(environment['WORKER_METRICS_URL']!)).text();
  return Number(new RegExp(`^ticketdrop_unmended_total\\{.*what="${kind}".*\\} (\\d+)`, 'm').exec(page)?.[1] ?? 0);
}

/** Holds that are long past their deadline and that no workflow ends. */
async function abandon(event: Drop, count: number, { paying = false } = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const [i, id] of ids.entries()) {
    const buyerId = `abandoned-${i}-${randomUUID()}`;
    await db.$queryRaw`
      SELECT hold_tickets(${id}::uuid, ${event.eventId}::uuid, ${event.tierIds[0]}::uuid, ${buyerId},
        ${randomUUID()}::uuid, 1, 6, 60)::text`;
  }
  await db.$executeRaw`
    UPDATE reservations SET expires_at = clock_timestamp() - interval '11 minutes',
      payment_started_at = CASE WHEN ${paying} THEN clock_timestamp() - interval '12 minutes' END
     WHERE id = ANY(${ids}::uuid[])`;
  return ids;
}

const statuses = async (ids: string[]) => {
  const rows = await db.reservation.findMany({ where: { id: { in: ids } }, select: { status: true } });
  return rows.map(({ status }) => status);
};

describe('one cycle of the reconciler', () => {
  it('F43 repairs the stock and the room of all other events while keys of one are of the wrong type', async () => {
    const [bad, good] = [await drop({ capacity: 5 }), await drop({ capacity: 5 })];
    await redis.set(`td:{${bad.eventId}}:stock`, 'a text');
    await redis.del(`td:{${bad.eventId}}:queue`);
    await redis.set(`td:{${bad.eventId}}:queue`, 'a text');
    onTestFinished(async () => {
      await redis.del(`td:{${bad.eventId}}:stock`, `td:{${bad.eventId}}:queue`);
    });
    await redis.hset(`td:{${good.eventId}}:stock`, good.tierIds[0]!, 1);
    await redis.del(`td:{${good.eventId}}:sale`);
    const before = { keys: await unmended('keys'), stock: await unmended('stock') };

    const report = await reconcile();
    expect(await good.gateStock()).toMatchObject({ [good.tierIds[0]!]: '5' });
    expect(await redis.hget(`td:{${good.eventId}}:sale`, 'open')).toBe('1');
    const named = report.unmended!.filter(({ subject }) => subject === `event ${bad.eventId}`);
    expect(named.map(({ reason }) => reason)).toEqual([
      `td:{${bad.eventId}}:queue is a string and should be a zset; ` +
        `td:{${bad.eventId}}:stock is a string and should be a hash`,
      expect.stringContaining('WRONGTYPE'),
    ]);
    expect(await unmended('keys')).toBeGreaterThan(before.keys);
    expect(await unmended('stock')).toBeGreaterThan(before.stock);
    expect(await problems('Keys', bad.eventId)).toEqual([expect.stringContaining(':queue is a string')]);
    expect(await problems('Stock', bad.eventId)).toEqual([expect.stringContaining('cannot be looked at')]);
    expect(await problems('Stock', good.eventId)).toEqual([]);
  });

  it('F43 frees every other hold while the row of one refuses every repair', async () => {
    const event = await drop({ capacity: 10 });
    const [bad, ...others] = await abandon(event, 6);
    const refusal = `refuse_${randomUUID().slice(0, 8)}`;
    await db.$executeRawUnsafe(`
      CREATE FUNCTION ${refusal}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'this row refuses'; END $$`);
    await db.$executeRawUnsafe(`
      CREATE TRIGGER ${refusal} BEFORE UPDATE ON reservations FOR EACH ROW WHEN (OLD.id = '${bad}')
        EXECUTE FUNCTION ${refusal}()`);
    onTestFinished(async () => {
      await db.$executeRawUnsafe(`DROP FUNCTION ${refusal} CASCADE`);
      await reconcile();
    });
    const before = await unmended('holds');

    const report = await reconcile();
    expect(await statuses(others)).toEqual(others.map(() => 'expired'));
    expect(await statuses([bad!])).toEqual(['active']);
    expect(report.unmended).toContainEqual({
      subject: workflowIds.reservation(bad!),
      reason: expect.stringContaining('this row refuses'),
    });
    expect(await unmended('holds')).toBeGreaterThan(before);
    expect(await problems('Holds', bad!)).toEqual([expect.stringContaining('after its deadline')]);
  });

  it('F43 settles every other payment and frees every hold while the provider does not answer for one', async () => {
    const event = await drop({ capacity: 10 });
    const [bad, ...others] = await abandon(event, 4, { paying: true });
    const holds = await abandon(event, 3);
    const before = await unmended('payments');

    // Looked at meanwhile as well: as soon as the provider answers, any cycle settles it.
    const { report, problem } = await whileNotAnswering(workflowIds.reservation(bad!), async () => ({
      report: await reconcile(),
      problem: await problems('Payments', bad!),
    }));
    expect(await statuses([...others, ...holds])).toEqual([...others, ...holds].map(() => 'expired'));
    expect(report.unmended).toContainEqual({
      subject: workflowIds.reservation(bad!),
      reason: expect.stringContaining('statement timeout'),
    });
    expect(await unmended('payments')).toBeGreaterThan(before);
    expect(problem).toEqual([expect.stringContaining('with a payment in doubt')]);
    await reconcile();
    expect(await statuses([bad!])).toEqual(['expired']);
  });
});

class Rollback extends Error {}

/** The simulated provider's record of this key is locked meanwhile, so that the provider does not answer for it. */
async function whileNotAnswering<Value>(key: string, run: () => Promise<Value>): Promise<Value> {
  let value: Value;
  await db
    .$transaction(
      async (tx) => {
        await tx.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 0`;
        await tx.simulatedCharge.create({ data: { idempotency_key: key, amount_cents: 1, status: 'declined' } });
        value = await run();
        throw new Rollback();
      },
      { timeout: 50_000 },
    )
    .catch((failure: unknown) => {
      if (!(failure instanceof Rollback)) throw failure;
    });
  return value!;
}
