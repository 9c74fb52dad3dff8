import { describe, expect, it } from 'vitest';
import { addPastSales } from '../../bench/past-sales.ts';
import { eventually } from '../harness.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, admin, db, drop } = await useFaultStack();
const { worker } = faultStack.processes;

const ORDERS = 300;
const CENTS = 2_500;

/**
 * What the provider says of refunds of this event until it is changed: the condition under which it refuses one, in
 * which `given` is how much it has given back.
 */
async function provider(eventId: string) {
  const name = `provider_${eventId.replaceAll('-', '_')}`;
  const refuseWhen = (condition: string, what: string) =>
    db.$executeRawUnsafe(`
      CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        given bigint;
      BEGIN
        IF NOT EXISTS (SELECT FROM payments p JOIN reservations r ON r.id = p.reservation_id
          WHERE p.key = NEW.idempotency_key AND r.event_id = '${eventId}') THEN RETURN NEW; END IF;
        -- One at a time, so that what is counted is what was given.
        PERFORM pg_advisory_xact_lock(hashtext('${name}'));
        SELECT coalesce(sum(g.amount_cents), 0) INTO given FROM simulated_refunds g
          JOIN payments p ON p.key = g.idempotency_key JOIN reservations r ON r.id = p.reservation_id
         WHERE r.event_id = '${eventId}';
        IF ${condition} THEN RAISE EXCEPTION '${what}'; END IF;
        RETURN NEW;
      END $$`);
  await refuseWhen('false', 'well');
  await db.$executeRawUnsafe(
    `CREATE TRIGGER ${name} BEFORE INSERT ON simulated_refunds FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  );
  return {
    dieAfter: (refunds: number) => refuseWhen(`given >= ${refunds * CENTS}`, 'the provider is away'),
    payAtMost: (refunds: number) => refuseWhen(`given + NEW.amount_cents > ${refunds * CENTS}`, 'out of funds'),
    recover: () => refuseWhen('false', 'well'),
    remove: () => db.$executeRawUnsafe(`DROP FUNCTION ${name}() CASCADE`),
  };
}

describe('a cancelled event with many orders', () => {
  it('F55 gives 300 orders their money back once each while provider and worker die and funds run out', async () => {
    const sale = await drop({ capacity: ORDERS });
    await addPastSales(db, { eventId: sale.eventId, tierId: sale.tierIds[0]!, seller: 'many' }, ORDERS);
    const payments = await provider(sale.eventId);
    const progress = async () => (await admin(`/admin/events/${sale.eventId}/refunds`)).body;
    const whenStuck = (refunded: number) =>
      eventually(progress, (now) => now.refunded >= refunded && now.failing > 0, 120_000);

    await payments.dieAfter(60);
    await admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    const first = await whenStuck(60);
    expect(first.due + first.refunded).toBe(ORDERS);
    expect(first.due_cents + first.refunded_cents).toBe(ORDERS * CENTS);
    await payments.payAtMost(130);
    // What was refused is asked for again by a worker that knows nothing of it.
    await worker.kill();
    await worker.start();
    expect((await whenStuck(130)).refunded_cents).toBe(130 * CENTS);
    await payments.dieAfter(200);
    await whenStuck(200);
    await payments.recover();
    expect(await eventually(progress, ({ due }) => due === 0, 120_000)).toMatchObject({
      refunded: ORDERS,
      refunded_cents: ORDERS * CENTS,
      failing: 0,
    });

    const given = await db.simulatedRefund.groupBy({
      by: ['idempotency_key'],
      where: { id: { in: await refundIds(sale.eventId) } },
      _sum: { amount_cents: true },
      _count: true,
    });
    expect(given).toHaveLength(ORDERS);
    expect(given.every(({ _sum, _count }) => _sum.amount_cents === CENTS && _count === 1)).toBe(true);
    // The report has a line for each payment.
    const lines = ((await admin(`/admin/events/${sale.eventId}/refunds.csv`)).body as string).trim().split('\r\n');
    expect(lines).toHaveLength(ORDERS + 1);
    expect(new Set(lines.slice(1).map((line) => line.split(',')[1])).size).toBe(ORDERS);
    await payments.remove();
  }, 400_000);
});

async function refundIds(eventId: string): Promise<string[]> {
  return (await db.refund.findMany({ where: { event_id: eventId }, select: { id: true } })).map(({ id }) => id);
}
