import { setTimeout as pauseFor } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../worker/worker.ts';
import type { ReservationView } from '../../workflows/messages.ts';
import { stack } from '../harness.ts';
import { failures, record, replay, type Recording } from '../replay/recordings.ts';
import { theArena } from './arena.ts';
import { runDrop } from './drop.ts';
import { describeFault, planFaults } from './plan.ts';
import { again, freshSeeds, givenSeed, keepLog, long, scale } from './settings.ts';
import { verdict } from './verdict.ts';

/** Seeds whose small drop has failed once. The long form runs them for ever. */
const pinned = [1_316_443_863, 1_324_842_597, 1_961_346_167];

/** The seed somebody gave, or else those that are pinned, and new ones. */
const smallSeeds = () => (givenSeed === undefined ? [...(long ? pinned : []), ...freshSeeds()] : [givenSeed]);

const arena = await theArena();
const { db, reconcile, redis, temporal } = stack(arena.stack);
redis.on('error', () => undefined); // it dies here on purpose

const size = { buyers: scale(150, 800), tickets: scale(110, 500), windowMs: scale(12_000, 60_000) };

describe(`a drop of ${size.buyers} buyers`, () => {
  it.each([givenSeed ?? 20_261_125])(
    'keeps every promise while every process is killed and lines break (seed %i)',
    async (seed) => {
      await judged(seed, { ...size, kills: 5, others: 4 });
    },
    scale(300_000, 1_200_000),
  );

  it.each(smallSeeds())(
    'keeps every promise in a small drop under a schedule of its own (seed %i)',
    async (seed) => {
      await judged(seed, { buyers: 40, tickets: 25, windowMs: 4_000, kills: 2, others: 2 });
    },
    180_000,
  );
});

async function judged(
  seed: number,
  {
    buyers,
    tickets,
    windowMs,
    kills,
    others,
  }: { buyers: number; tickets: number; windowMs: number; kills: number; others: number },
) {
  const faults = planFaults(seed, { windowMs, kills, others });
  const told = `${again(seed)}\n${faults.map(describeFault).join('\n')}`;
  const remains = await runDrop(arena, {
    seed,
    buyers,
    tickets,
    reservationTtlSeconds: 5,
    arriveWithinMs: buyers * 15,
    faults,
  });
  keepLog(seed, remains.log);
  await quiet(remains.drop.eventId, told);
  const found = [
    ...(await verdict(db, remains)),
    ...(await historiesOf(remains.drop.eventId)),
    ...(await keysWithoutEnd()),
  ];
  expect(found, told).toEqual([]);
}

/** Within a minute of the last fault nothing is pending: no hold, no purchase, no line of the join stream; and then Redis says what Postgres says. */
async function quiet(eventId: string, told: string) {
  const pending = async () => ({
    holds: await db.reservation.count({ where: { event_id: eventId, status: 'active' } }),
    purchases: (
      await temporal.workflow.count(
        `WorkflowType = 'reservation' AND ExecutionStatus = 'Running' AND EventId = '${eventId}'`,
      )
    ).count,
    joins: await redis.xlen(`td:{${eventId}}:joins`),
  });
  const nothing = JSON.stringify({ holds: 0, purchases: 0, joins: 0 });
  await reached(pending, (found) => JSON.stringify(found) === nothing, 60_000, told);

  const difference = async () => {
    await reconcile();
    const [tiers, stock] = await Promise.all([
      db.tier.findMany({ where: { event_id: eventId } }),
      redis.hgetall(`td:{${eventId}}:stock`),
    ]);
    return tiers
      .filter(({ id, capacity, held, sold }) => stock[id] !== String(capacity - held - sold))
      .map(({ id }) => `${id}: ${stock[id]}`);
  };
  // A claim whose request died is kept for half a minute, because nobody can know that nobody is coming for it.
  await reached(difference, (found) => found.length === 0, 60_000, told);
}

const MOST_EVENTS = 200;
Runtime.install({ logger: new DefaultLogger('ERROR') });
const bundled = bundleWorkflows();

/** I17, I18: what every purchase of the drop has been through is short, and today's code would go the same way. */
async function historiesOf(eventId: string): Promise<string[]> {
  const runs: Recording[] = [];
  for await (const { workflowId } of temporal.workflow.list({
    query: `WorkflowType = 'reservation' AND EventId = '${eventId}'`,
  })) {
    runs.push({ workflowId, history: await temporal.workflow.getHandle(workflowId).fetchHistory() });
  }
  if (process.env['RECORD_HISTORIES']) await keepWorst(runs);
  const lengthy = runs.filter(({ history }) => (history.events?.length ?? 0) >= MOST_EVENTS);
  return [
    ...(runs.length === 0 ? ['no purchase was found in Temporal'] : []),
    ...lengthy.map(({ workflowId }) => `I18: ${workflowId} has ${MOST_EVENTS} events or more`),
    ...failures(await replay(await bundled, runs)).map((what) => `I17: ${what}`),
  ];
}

/** Keeps, of the purchases that ended in the same way, the one that went through most, where histories are being recorded. */
async function keepWorst(runs: Recording[]): Promise<void> {
  const worst = new Map<string, Recording>();
  for (const run of runs) {
    const end = endOf(run);
    if (end && eventsOf(run) > eventsOf(worst.get(end))) worst.set(end, run);
  }
  for (const [end, { history }] of worst) await record(history, 'reservation', `${end}-among-faults`);
}

const eventsOf = (run: Recording | undefined) => run?.history.events?.length ?? 0;

/** In which state a run ended, if it did. */
function endOf({ history }: Recording): string | undefined {
  const result = history.events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0]?.data;
  return result ? (JSON.parse(Buffer.from(result).toString()) as ReservationView).state : undefined;
}

/** I16: whoever is counted is forgotten again. */
async function keysWithoutEnd(): Promise<string[]> {
  const keys = await redis.keys('td:limit:*');
  const ends = await Promise.all(keys.map((key) => redis.pttl(key)));
  return keys.filter((_, i) => ends[i] === -1).map((key) => `I16: ${key} has no end`);
}

async function reached<Value>(
  ask: () => Promise<Value>,
  awaited: (value: Value) => boolean,
  withinMs: number,
  told: string,
) {
  const deadline = Date.now() + withinMs;
  for (let value = await ask(); !awaited(value); value = await ask()) {
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms. ${told}`);
    await pauseFor(1_000);
  }
}
