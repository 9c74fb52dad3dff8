import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../scripts/poll.ts';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { countNow, difference, logStatements, workflowCosts, type Count } from '../counting.ts';
import { sendAll } from '../load/vegeta.ts';
import { buyAll } from '../purchasing.ts';
import type { Bench, Scenario } from '../scenario.ts';

const people = 50;
const accessSeconds = 5;

export const costs: Scenario = {
  name: 'costs',
  about: 'What one purchase, and one waiting place that is admitted and used up, cost in Temporal, Redis and Postgres',
  async run(bench: Bench) {
    await logStatements(bench.stack);
    const idle = await idleBytesPerMs(bench);
    const [purchase, place] = [await purchaseCosts(bench, idle), await placeCosts(bench, idle)];
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

/** Counts what happens in the stores, without what would have happened anyway. */
async function counting({ stack }: Bench, idle: number, work: () => Promise<void>): Promise<Count> {
  const since = performance.now();
  const before = await countNow(stack);
  await work();
  const counted = difference(await countNow(stack), before);
  return { ...counted, redisBytes: counted.redisBytes - idle * (performance.now() - since) };
}

async function idleBytesPerMs({ stack, say, signal }: Bench): Promise<number> {
  say('listening to the idle stack');
  await stack.organiser.drop();
  const since = performance.now();
  const before = await countNow(stack);
  await pause(5_000, undefined, { signal });
  return difference(await countNow(stack), before).redisBytes / (performance.now() - since);
}

async function purchaseCosts(bench: Bench, idle: number) {
  const { stack, say } = bench;
  const drop = await stack.organiser.drop();
  say(`${people} purchases`);
  await buyAll(bench, drop, 10);
  const stores: Count = { redisCommands: 0, redisBytes: 0, statements: 0 };
  await buyAll(bench, drop, people, async (_step, send) => {
    let answered: Awaited<ReturnType<typeof send>>;
    const counted = await counting(bench, idle, async () => void (answered = await send()));
    for (const name of Object.keys(stores) as (keyof Count)[]) stores[name] += counted[name];
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

async function placeCosts(bench: Bench, idle: number) {
  const { stack, say, signal, folder } = bench;
  say(`${people} waiting places`);
  const { eventId } = await stack.organiser.drop({ opensAt: Date.now() + 6_000, waveSize: people, accessSeconds });
  const url = `${stack.apiUrl}/events/${eventId}/waiting-room/join`;
  const joined = await stack.redis.hlen(roomKeys(eventId).entries);
  let tokens: string[] = [];
  const stores = await counting(bench, idle, async () => {
    await sendAll({
      targets: Array.from({ length: people }, () => ({ method: 'POST', url, headers: { 'X-User-Id': randomUUID() } })),
      atOnce: 12,
      folder,
      signal,
    });
    tokens = await stack.redis.hkeys(roomKeys(eventId).entries);
    if (
      !(await until(async () => (await stack.redis.hlen(roomKeys(eventId).entries)) === joined, {
        withinMs: 60_000,
        everyMs: 1_000,
        signal,
      }))
    )
      throw new Error('Some places never ended.');
  });
  const ids = tokens.map((token) => workflowIds.entry(eventId, token));
  await Promise.all(ids.map((id) => stack.temporal.workflow.getHandle(id).result()));
  return { stores, temporal: await workflowCosts(stack, ids) };
}
