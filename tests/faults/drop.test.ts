import { setTimeout as pauseFor } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../worker/worker.ts';
import type { ReservationView } from '../../workflows/messages.ts';
import { stack } from '../harness.ts';
import { failures, record, replay, type Recording } from '../replay/recordings.ts';
import { checkDrop } from './drop-checks.ts';
import { runDrop } from './drop.ts';
import { describeFault, scheduleFaults } from './fault-schedule.ts';
import { freshSeeds, givenSeed, keepLog, long, reproduction, scale } from './settings.ts';
import { sharedFaultStack } from './use-fault-stack.ts';

/** Seeds whose small drop failed once. The long form always runs them. */
const pinned = [1_316_443_863, 1_324_842_597, 1_961_346_167];

/** The given seed, or else the pinned seeds (long form only) and new ones. */
const smallSeeds = () => (givenSeed === undefined ? [...(long ? pinned : []), ...freshSeeds()] : [givenSeed]);

const faultStack = await sharedFaultStack();
const { db, reconcile, redis, temporal } = stack(faultStack.stack);
redis.on('error', () => undefined); // these tests kill Redis

const size = { buyers: scale(150, 800), tickets: scale(110, 500), windowMs: scale(12_000, 60_000) };

describe(`a drop of ${size.buyers} buyers`, () => {
  it.each([givenSeed ?? 20_261_125])(
    'keeps every promise while every process is killed and connections break (seed %i)',
    async (seed) => {
      await runAndCheck(seed, { ...size, kills: 5, others: 4 });
    },
    scale(300_000, 1_200_000),
  );

  it.each(smallSeeds())(
    'keeps every promise in a small drop with a fault schedule of its own (seed %i)',
    async (seed) => {
      await runAndCheck(seed, { buyers: 40, tickets: 25, windowMs: 4_000, kills: 2, others: 2 });
    },
    180_000,
  );
});

async function runAndCheck(
  seed: number,
  {
    buyers,
    tickets,
    windowMs,
    kills,
    others,
  }: { buyers: number; tickets: number; windowMs: number; kills: number; others: number },
) {
  const faults = scheduleFaults(seed, { windowMs, kills, others });
  const message = `${reproduction(seed)}\n${faults.map(describeFault).join('\n')}`;
  const outcome = await runDrop(faultStack, {
    seed,
    buyers,
    tickets,
    reservationTtlSeconds: 5,
    arriveWithinMs: buyers * 15,
    faults,
  });
  keepLog(seed, outcome.log);
  await waitUntilSettled(outcome.drop.eventId, message);
  const found = [
    ...(await checkDrop(db, outcome)),
    ...(await checkHistories(outcome.drop.eventId)),
    ...(await keysWithoutTtl()),
  ];
  expect(found, message).toEqual([]);
}

/**
 * Waits for a minute at most until no hold, purchase or entry of the join stream is pending, and then for another one
 * until the stock in Redis equals the one in Postgres.
 */
async function waitUntilSettled(eventId: string, message: string) {
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
  await waitFor(pending, (found) => JSON.stringify(found) === nothing, 60_000, message);

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
  // The claim of a failed request is kept for half a minute, because the request may still be in progress.
  await waitFor(difference, (found) => found.length === 0, 60_000, message);
}

const MAX_EVENTS = 200;
Runtime.install({ logger: new DefaultLogger('ERROR') });
const bundled = bundleWorkflows();

/** I17, I18: the history of every purchase replays with the current code and is short. */
async function checkHistories(eventId: string): Promise<string[]> {
  const runs: Recording[] = [];
  for await (const { workflowId } of temporal.workflow.list({
    query: `WorkflowType = 'reservation' AND EventId = '${eventId}'`,
  })) {
    runs.push({ workflowId, history: await temporal.workflow.getHandle(workflowId).fetchHistory() });
  }
  if (process.env['RECORD_HISTORIES']) await recordLongest(runs);
  const tooLong = runs.filter(({ history }) => (history.events?.length ?? 0) >= MAX_EVENTS);
  return [
    ...(runs.length === 0 ? ['no purchase was found in Temporal'] : []),
    ...tooLong.map(({ workflowId }) => `I18: ${workflowId} has ${MAX_EVENTS} events or more`),
    ...failures(await replay(await bundled, runs)).map((what) => `I17: ${what}`),
  ];
}

/** Records the longest history of each final state. */
async function recordLongest(runs: Recording[]): Promise<void> {
  const longest = new Map<string, Recording>();
  for (const run of runs) {
    const state = finalState(run);
    if (state && eventCount(run) > eventCount(longest.get(state))) longest.set(state, run);
  }
  for (const [state, { history }] of longest) await record(history, 'reservation', `${state}-among-faults`);
}

const eventCount = (run: Recording | undefined) => run?.history.events?.length ?? 0;

/** The state in which a run ended; undefined while it runs. */
function finalState({ history }: Recording): string | undefined {
  const result = history.events?.at(-1)?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0]?.data;
  return result ? (JSON.parse(Buffer.from(result).toString()) as ReservationView).state : undefined;
}

/** I16: every rate-limit counter has a TTL. */
async function keysWithoutTtl(): Promise<string[]> {
  const keys = await redis.keys('td:limit:*');
  const ttls = await Promise.all(keys.map((key) => redis.pttl(key)));
  return keys.filter((_, i) => ttls[i] === -1).map((key) => `I16: ${key} has no end`);
}

async function waitFor<Value>(
  ask: () => Promise<Value>,
  awaited: (value: Value) => boolean,
  withinMs: number,
  message: string,
) {
  const deadline = Date.now() + withinMs;
  for (let value = await ask(); !awaited(value); value = await ask()) {
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after ${withinMs} ms. ${message}`);
    await pauseFor(1_000);
  }
}
