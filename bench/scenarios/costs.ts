import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../scripts/poll.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { countNow, difference, logStatements, workflowCosts, type StoreCounts } from '../counting.ts';
import { sendAll } from '../load/vegeta.ts';
import { buyAll } from '../purchasing.ts';
import type { ScenarioContext, Scenario } from '../scenario.ts';

/** Purchases, and waiting places, that the averages are taken over. */
const people = 50;
const accessSeconds = 5;

export const costs: Scenario = {
  name: 'costs',
  about: 'What one purchase, and one waiting place that is admitted and used up, cost in Temporal, Redis and Postgres',
  async run(context: ScenarioContext) {
    await logStatements(context.stack);
    const idle = await idleBytesPerMs(context);
    const [purchase, place] = [await purchaseCosts(context, idle), await placeCosts(context, idle)];
    const row = (what: string, of: (counted: typeof purchase) => number) => ({
      what,
      purchase: of(purchase),
      place: of(place),
    });
    return {
      figures: [],
      costs: [
        row('workflow tasks', ({ temporal }) => temporal.tasks),
        row('state transitions', ({ temporal }) => temporal.transitions),
        row('history events', ({ temporal }) => temporal.events),
        row('bytes of history', ({ temporal }) => temporal.bytes),
        row('Redis commands, those inside scripts included', ({ stores }) => stores.redisCommands / people),
        row('bytes to and from Redis', ({ stores }) => stores.redisBytes / people),
        row('SQL statements', ({ stores }) => stores.statements / people),
      ],
    };
  },
};

/** Counts what `work` does in the stores, without the Redis traffic of an idle stack in the same time. */
async function countDuring(
  { stack }: ScenarioContext,
  idleBytes: number,
  work: () => Promise<void>,
): Promise<StoreCounts> {
  const since = performance.now();
  const before = await countNow(stack);
  await work();
  const counted = difference(await countNow(stack), before);
  return { ...counted, redisBytes: counted.redisBytes - idleBytes * (performance.now() - since) };
}

async function idleBytesPerMs({ stack, say, signal }: ScenarioContext): Promise<number> {
  say('listening to the idle stack');
  await stack.organiser.openDrop();
  const since = performance.now();
  const before = await countNow(stack);
  await pause(5_000, undefined, { signal });
  return difference(await countNow(stack), before).redisBytes / (performance.now() - since);
}

async function purchaseCosts(context: ScenarioContext, idle: number) {
  const { stack, say } = context;
  const drop = await stack.organiser.openDrop();
  say(`${people} purchases`);
  await buyAll(context, drop, 10);
  const stores: StoreCounts = { redisCommands: 0, redisBytes: 0, statements: 0 };
  await buyAll(context, drop, people, async (_step, send) => {
    let answered: Awaited<ReturnType<typeof send>>;
    const counted = await countDuring(context, idle, async () => void (answered = await send()));
    for (const name of Object.keys(stores) as (keyof StoreCounts)[]) stores[name] += counted[name];
    return answered!;
  });
  const sold = await stack.db.order.findMany({
    where: { event_id: drop.eventId },
    orderBy: { created_at: 'desc' },
    take: people,
    select: { reservation_id: true },
  });
  return {
    stores,
    temporal: await workflowCosts(
      stack,
      sold.map(({ reservation_id }) => workflowIds.reservation(reservation_id)),
    ),
  };
}

async function placeCosts(context: ScenarioContext, idle: number) {
  const { stack, say, signal, folder } = context;
  say(`${people} waiting places`);
  const { eventId } = await stack.organiser.openDrop({ opensAt: Date.now() + 6_000, waveSize: people, accessSeconds });
  const url = `${stack.apiUrl}/events/${eventId}/waiting-room/join`;
  const joined = await stack.redis.hlen(roomKeys(eventId).entries);
  let tokens: string[] = [];
  const stores = await countDuring(context, idle, async () => {
    await sendAll({
      targets: Array.from({ length: people }, () => ({ method: 'POST', url, headers: { 'X-User-Id': randomUUID() } })),
      concurrency: 12,
      folder,
      signal,
    });
    tokens = await stack.redis.hkeys(roomKeys(eventId).entries);
    const allEnded = await until(async () => (await stack.redis.hlen(roomKeys(eventId).entries)) === joined, {
      withinMs: 60_000,
      everyMs: 1_000,
      signal,
    });
    if (!allEnded) throw new Error('Some places never ended.');
  });
  const ids = tokens.map((token) => workflowIds.entry(eventId, token));
  await Promise.all(ids.map((id) => stack.temporal.workflow.getHandle(id).result()));
  return { stores, temporal: await workflowCosts(stack, ids) };
}
