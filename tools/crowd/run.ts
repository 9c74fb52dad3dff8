import { setMaxListeners } from 'node:events';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis } from '../../activities/redis.ts';
import { redisStockGate } from '../../activities/purchase/stock-gate.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { createProgress, type Report } from '../../scripts/progress.ts';
import { books } from './database-view.ts';
import { buyer } from './buyer.ts';
import { type Check, crossCheck, type Evidence, gather } from './checks.ts';
import { addressOf, buyerClient } from './buyer-client.ts';
import type { Options } from './options.ts';
import { type Drop, organiser, RESERVATION_TTL_SECONDS } from './organiser-client.ts';
import { persona } from './persona.ts';
import { type Result, resultOf } from './result.ts';
import type { Stack } from './stack.ts';
import { Tally } from './observations.ts';
import { temporalView } from './temporal-view.ts';
import { watch } from './invariant-monitor.ts';

/** A checked-out hold lives twice the TTL; then the reconciler, once a minute, is the last who could still mend something. */
const QUIET_WITHIN_MS = 2 * RESERVATION_TTL_SECONDS * 1_000 + 75_000;
/** Progress lines: a terminal shows the last one only, a log keeps them all. */
const LINE_EVERY_MS = process.stderr.isTTY ? 0 : 5_000;

type Show = { tally: Tally; options: Options; drop: Drop; say: Report };

/** Every buyer's day at once; settles when the last one went home. */
async function sendBuyers(stack: Stack, drop: Drop, options: Options, tally: Tally, stop: AbortSignal): Promise<void> {
  await Promise.all(
    Array.from({ length: options.buyers }, async (_, number) => {
      const self = persona(options, number);
      const client = buyerClient({
        apiUrl: stack.apiUrl,
        buyerId: `crowd-${drop.eventId}-${number}`,
        address: addressOf(number),
        connections: self.repeats === 'at_once' ? 2 : 1,
        random: self.random,
        tally,
        stop,
      });
      try {
        await buyer(drop, { client, persona: self, tally, stop });
      } finally {
        await client.close();
      }
    }),
  );
}

function live({ tally, options, drop, say }: Show) {
  let shown = -Infinity;
  return ({ held, sold }: { held: number; sold: number }) => {
    if (performance.now() - shown < LINE_EVERY_MS) return;
    shown = performance.now();
    const home = [...tally.outcomes.values()].reduce((total, count) => total + count, 0);
    const opensIn = Math.ceil((drop.opensAt - Date.now()) / 1_000);
    say(
      `${opensIn > 0 ? `opens in ${opensIn} s, ` : ''}${tally.joined} joined, ${tally.admitted} admitted, ${held} held, ${sold} of ${options.tickets} sold, ${home} of ${options.buyers} went home`,
    );
  };
}

/** Asks the stores until they agree with each other, or until too long has passed; then it is what it is. */
async function untilQuiet(
  ask: () => Promise<Evidence>,
  disagreement: (found: Evidence) => Check[],
  say: Report,
  stop: AbortSignal,
): Promise<Evidence> {
  const deadline = performance.now() + QUIET_WITHIN_MS;
  for (;;) {
    const found = await ask().catch((failure: unknown) => {
      if (performance.now() > deadline) throw failure;
      return undefined; // a store that restarts just now
    });
    const open = found && disagreement(found);
    if (found && (open?.length === 0 || performance.now() > deadline)) return found;
    say(`waiting for: ${open ? open.map(({ name }) => name).join(', ') : 'an answer of every store'}`);
    await sleep(500, undefined, { signal: stop });
  }
}

/** Makes the event, sends the crowd, waits until all is quiet, and judges. The event is closed whatever happens. */
export async function run(options: Options, stack: Stack, interrupted: AbortSignal): Promise<Result> {
  const progress = createProgress(process.stderr);
  const office = organiser(stack);
  const tally = new Tally();
  const over = new AbortController();
  const stop = AbortSignal.any([interrupted, over.signal]);
  setMaxListeners(0, stop);
  const database = connectDatabase({ url: stack.databaseUrl, poolSize: 3 });
  const redis = connectRedis(stack.redisUrl);
  const started = performance.now();
  const [loadBefore = 0] = loadavg();
  const drop = await office.openDrop(options);
  try {
    progress.say(
      `Event ${drop.eventId}: ${options.buyers} buyers for ${options.tickets} tickets, waves of ${options.waveSize} every ${options.waveIntervalMs} ms, seed ${options.seed}`,
    );
    await redis.connect();
    const temporal = await temporalView(stack, drop.eventId);
    over.signal.addEventListener('abort', () => void temporal.close());
    const stores = { books: books(database, drop.eventId), temporal, stock: redisStockGate(redis) };

    const watched = await progress.task('Drop', async (say) => {
      const empty = new AbortController();
      const watching = watch({ ...stores, seen: live({ tally, options, drop, say }), over: empty.signal });
      await sendBuyers(stack, drop, options, tally, stop).finally(() => empty.abort());
      return watching;
    });
    const seconds = (performance.now() - started) / 1_000;
    const disagreement = (found: Evidence) =>
      crossCheck(found, tally, temporal.link).filter(({ ok, settles }) => settles && !ok);
    const evidence = await progress.task('Quiet', (say) =>
      untilQuiet(() => gather(stores, drop), disagreement, say, stop),
    );
    return resultOf({ options, drop, tally, watched, evidence, temporal, seconds, loadBefore });
  } finally {
    over.abort();
    const closed = await office.closeDrop(drop.eventId).then(
      () => 'closed',
      (failure: unknown) => `not closed: ${String(failure)}`,
    );
    progress.say(`Event ${drop.eventId} ${closed}`);
    await database.$disconnect();
    redis.disconnect();
  }
}
