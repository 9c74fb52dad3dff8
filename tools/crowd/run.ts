import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectPorts, openConnections } from '../../activities/connect.ts';
import { readConfig } from '../../config.ts';
import { createProgress, type Report } from '../../scripts/progress.ts';
import { addressOf, buyerClient } from './buyer-client.ts';
import { runBuyer } from './buyer.ts';
import { type Check, collectEvidence, crossCheck, type Evidence } from './checks.ts';
import { databaseView } from './database-view.ts';
import { monitorInvariants } from './invariant-monitor.ts';
import { Observations } from './observations.ts';
import type { Options } from './options.ts';
import { type Drop, organiserClient, RESERVATION_TTL_SECONDS } from './organiser-client.ts';
import { persona } from './persona.ts';
import { type Result, resultOf } from './result.ts';
import type { Stack } from './stack.ts';
import { temporalView } from './temporal-view.ts';

/** A checked-out hold lives twice the TTL; after that the reconciler, run once a minute, may still repair something. */
const CONSISTENT_WITHIN_MS = 2 * RESERVATION_TTL_SECONDS * 1_000 + 75_000;
/** Between two progress lines: a terminal shows only the last one, a log keeps them all. */
const PROGRESS_INTERVAL_MS = process.stderr.isTTY ? 0 : 5_000;

type ProgressOptions = { observations: Observations; options: Options; drop: Drop; report: Report };

/** Runs every buyer at once; settles when the last one has finished. */
async function runBuyers(
  stack: Stack,
  drop: Drop,
  options: Options,
  observations: Observations,
  stop: AbortSignal,
): Promise<void> {
  await Promise.all(
    Array.from({ length: options.buyers }, async (_, number) => {
      const self = persona(options, number);
      const client = buyerClient({
        apiUrl: stack.apiUrl,
        buyerId: `crowd-${drop.eventId}-${number}`,
        address: addressOf(number),
        connections: self.repeats === 'at_once' ? 2 : 1,
        random: self.random,
        observations,
        stop,
      });
      try {
        await runBuyer(drop, { client, persona: self, observations, stop });
      } finally {
        await client.close();
      }
    }),
  );
}

/** Returns a function that prints a progress line, at most once in each interval. */
function progressLine({ observations, options, drop, report }: ProgressOptions) {
  let printedAt = -Infinity;
  return ({ held, sold }: { held: number; sold: number }) => {
    if (performance.now() - printedAt < PROGRESS_INTERVAL_MS) return;
    printedAt = performance.now();
    const { joined, admitted, outcomes } = observations;
    const finished = [...outcomes.values()].reduce((total, count) => total + count, 0);
    const opensIn = Math.ceil((drop.opensAt - Date.now()) / 1_000);
    report(
      `${opensIn > 0 ? `opens in ${opensIn} s, ` : ''}${joined} joined, ${admitted} admitted, ${held} held, ` +
        `${sold} of ${options.tickets} sold, ${finished} of ${options.buyers} went home`,
    );
  };
}

/** Collects evidence until the stores agree with each other. After too long it returns the evidence as it is. */
async function waitUntilConsistent(
  collect: () => Promise<Evidence>,
  disagreements: (evidence: Evidence) => Check[],
  report: Report,
  stop: AbortSignal,
): Promise<Evidence> {
  const deadline = performance.now() + CONSISTENT_WITHIN_MS;
  for (;;) {
    const evidence = await collect().catch((failure: unknown) => {
      if (performance.now() > deadline) throw failure;
      return undefined; // a store that is restarting
    });
    const open = evidence && disagreements(evidence);
    if (evidence && (open?.length === 0 || performance.now() > deadline)) return evidence;
    report(`waiting for: ${open ? open.map(({ name }) => name).join(', ') : 'an answer of every store'}`);
    await sleep(500, undefined, { signal: stop });
  }
}

/** Creates the event, runs the buyers, waits until the stores agree, and checks them. Always closes the event. */
export async function run(options: Options, stack: Stack, interrupted: AbortSignal): Promise<Result> {
  const progress = createProgress(process.stderr);
  const organiser = organiserClient(stack);
  const observations = new Observations();
  const runOver = new AbortController();
  const stop = AbortSignal.any([interrupted, runOver.signal]);
  setMaxListeners(0, stop);
  const config = configOf(stack);
  const { close, ...connections } = openConnections(config, { poolSize: 3 });
  const started = performance.now();
  const [loadBefore = 0] = loadavg();
  const drop = await organiser.openDrop(options);
  try {
    progress.say(
      `Event ${drop.eventId}: ${options.buyers} buyers for ${options.tickets} tickets, ` +
        `waves of ${options.waveSize} every ${options.waveIntervalMs} ms, seed ${options.seed}`,
    );
    await connections.redis.connect();
    const temporal = temporalView(connections.temporal, stack, drop.eventId);
    const { stockGate } = connectPorts(connections, config);
    const stores = { database: databaseView(connections.db, drop.eventId), temporal, stock: stockGate };

    const invariants = await progress.task('Drop', async (report) => {
      const buyersDone = new AbortController();
      const onSnapshot = progressLine({ observations, options, drop, report });
      const monitor = monitorInvariants({ ...stores, onSnapshot, stop: buyersDone.signal });
      await runBuyers(stack, drop, options, observations, stop).finally(() => buyersDone.abort());
      return monitor;
    });
    const seconds = (performance.now() - started) / 1_000;
    const disagreements = (found: Evidence) =>
      crossCheck(found, observations, temporal.link).filter(({ ok, settles }) => settles && !ok);
    const evidence = await progress.task('Quiet', (report) =>
      waitUntilConsistent(() => collectEvidence(stores, drop), disagreements, report, stop),
    );
    return resultOf({ options, drop, observations, invariants, evidence, temporal, seconds, loadBefore });
  } finally {
    runOver.abort();
    const closed = await organiser.closeDrop(drop.eventId).then(
      () => 'closed',
      (failure: unknown) => `not closed: ${String(failure)}`,
    );
    progress.say(`Event ${drop.eventId} ${closed}`);
    await close();
  }
}

/** The stack's addresses. The crowd issues no tickets, so its key signs nothing. */
const configOf = (stack: Stack) =>
  readConfig({
    DATABASE_URL: stack.databaseUrl,
    REDIS_URL: stack.redisUrl,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    TEMPORAL_NAMESPACE: stack.temporalNamespace,
    ADMIN_TOKEN: stack.adminToken,
    TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
  });
