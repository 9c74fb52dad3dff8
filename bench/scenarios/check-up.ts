import { randomUUID } from 'node:crypto';
import pMap from 'p-map';
import { queues, workflowIds, type ReconcileReport, type ReconcileWorkflow } from '../../workflows/messages.ts';
import { stockKeys } from '../../activities/purchase/stock-gate.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { temporalSaleWorkflows } from '../../activities/organiser/sale-workflows.ts';
import { figure } from '../figure.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

const HOLDS_PER_EVENT = 5;

export const checkUp: Scenario = {
  name: 'check-up',
  about:
    'How long the reconciler takes with 2,000 live events: for a cycle when all is well, and until all is mended ' +
    'when every stock and every room is lost and 10,000 holds are past their deadline',
  async run(context: ScenarioContext) {
    const { stack, quick, say, signal } = context;
    const events = quick ? 100 : 2_000;
    // Its own cycles would do part of the work that is measured.
    await stack.temporal.schedule.getHandle(workflowIds.reconcile).pause();
    const runOnce = (): Promise<ReconcileReport> =>
      stack.temporal.workflow.execute<ReconcileWorkflow>('reconcile', {
        workflowId: `reconcile-${randomUUID()}`,
        taskQueue: queues.purchases,
      });
    const seconds = async (): Promise<number> => {
      const since = performance.now();
      while ((await runOnce()).unmended) signal.throwIfAborted();
      return (performance.now() - since) / 1_000;
    };

    say(`${events} events go on sale`);
    const ids = await putOnSale(context, events);
    for (let report: ReconcileReport = { salesStarted: 1 }; Object.keys(report).length > 0;) {
      signal.throwIfAborted();
      report = await runOnce();
    }
    say('all is well');
    const quiet = await seconds();
    say('everything is lost or late');
    await breakAll(context, ids);
    const broken = await seconds();
    const left = await stack.db.reservation.count({ where: { status: 'active' } });
    if (left > 0) throw new Error(`${left} holds were left.`);
    const goal = { of: 'value', at: 'most', value: 60 } as const;
    return {
      figures: [
        figure(`a cycle with ${events} events, all well`, 's', [quiet], { goal }),
        figure(
          `until all is mended: every stock and room of ${events} events lost, ${events * HOLDS_PER_EVENT} holds late`,
          's',
          [broken],
          { goal },
        ),
      ],
    };
  },
};

/** Writes events to Postgres, as an import does, and starts their sales. */
async function putOnSale({ stack: { db, temporal } }: ScenarioContext, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const tomorrow = new Date(Date.now() + 86_400_000);
  await db.event.createMany({
    data: ids.map((id) => ({
      id,
      name: 'Measured',
      venue: 'Loopback Arena',
      status: 'on_sale',
      on_sale_at: new Date(),
      starts_at: tomorrow,
    })),
  });
  await db.tier.createMany({
    data: ids.map((event_id) => ({ event_id, name: 'Standing', price_cents: 2_500, capacity: 100, per_user_limit: 6 })),
  });
  const { start } = temporalSaleWorkflows(temporal);
  await pMap(ids, start, { concurrency: 50 });
  return ids;
}

async function breakAll({ stack: { db, redis } }: ScenarioContext, ids: string[]): Promise<void> {
  for (let n = 1; n <= HOLDS_PER_EVENT; n += 1)
    for (let from = 0; from < ids.length; from += 250)
      await db.$executeRaw`
        SELECT hold_tickets(gen_random_uuid(), e.id, t.id, 'late-' || ${n}, gen_random_uuid(), 1, 6, 60)
        FROM events e JOIN tiers t ON t.event_id = e.id WHERE e.id = ANY(${ids.slice(from, from + 250)}::uuid[])`;
  await db.$executeRaw`UPDATE reservations SET expires_at = clock_timestamp() - interval '2 minutes'`;
  for (const id of ids) await redis.del(roomKeys(id).sale, ...Object.values(stockKeys(id)));
}
