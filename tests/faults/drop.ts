import { setMaxListeners } from 'node:events';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { violations, type Violation } from '../../activities/reconciler/invariants.ts';
import { runBuyer } from '../../tools/crowd/buyer.ts';
import { addressOf, buyerClient, type RequestLogEntry } from '../../tools/crowd/buyer-client.ts';
import { organiserClient, type Drop } from '../../tools/crowd/organiser-client.ts';
import { persona } from '../../tools/crowd/persona.ts';
import { Observations } from '../../tools/crowd/observations.ts';
import { connectDatabase, type Database } from '../../prisma/client.ts';
import type { Arena } from './arena.ts';
import { commit, type Fault } from './plan.ts';

export type DropPlan = {
  seed: number;
  buyers: number;
  tickets: number;
  reservationTtlSeconds: number;
  arriveWithinMs: number;
  faults: Fault[];
};

/** What is left of a drop to judge it by: what the clients wrote down, and what Postgres was seen to say meanwhile. */
export type Remains = {
  drop: Drop;
  tally: Observations;
  log: RequestLogEntry[];
  /** How often Postgres was asked and answered, and everything it was found to break. */
  snapshots: number;
  broken: Violation[];
  /** When every fault was over, in milliseconds since the epoch. */
  healedAt: number;
};

const SNAPSHOT_EVERY_MS = 1_000;

/**
 * From the opening of the sale the schedule does its worst. Phase one ends with the last fault: then everything is healed, and the
 * crowd, which has not gone home, is served to the last buyer.
 */
export async function runDrop(arena: Arena, { seed, buyers, tickets, faults, ...pace }: DropPlan): Promise<Remains> {
  const { stack } = arena;
  const options = {
    seed,
    buyers,
    tickets,
    abandon: 0.1,
    failPayment: 0.1,
    retry: 0.2,
    waveSize: Math.ceil(buyers / 3),
    waveIntervalMs: 2_000,
    json: false,
  };
  const drop = await organiserClient({ ...stack, temporalNamespace: 'default' }).openDrop(options, pace);
  const tally = new Observations();
  const log: RequestLogEntry[] = [];
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const database = connectDatabase({ url: stack.databaseUrl, poolSize: 2 });
  const watching = watch(database, drop, over.signal);

  const shopping = Promise.all(
    Array.from({ length: buyers }, async (_, number) => {
      const self = persona(options, number);
      const connections = self.repeats === 'at_once' ? 2 : 1;
      const client = buyerClient({
        apiUrl: stack.apiUrl,
        buyerId: `faults-${drop.eventId}-${number}`,
        address: addressOf(number),
        connections,
        random: self.random,
        observations: tally,
        stop: over.signal,
        log: (entry) => log.push(entry),
      });
      try {
        await runBuyer(drop, { client, persona: self, observations: tally, stop: over.signal });
      } finally {
        await client.close();
      }
    }),
  );
  try {
    await pauseFor(Math.max(0, drop.opensAt - Date.now()));
    await Promise.all(faults.map((fault) => commit(arena, fault, (ms) => pauseFor(ms))));
    await arena.heal();
    const healedAt = Date.now();
    await shopping;
    over.abort();
    return { drop, tally, log, healedAt, ...(await watching) };
  } finally {
    over.abort();
    await Promise.allSettled([shopping, watching]);
    await database.$disconnect();
  }
}

/** Asks Postgres every second for what must hold at every moment. While it is down there is nothing to ask. */
async function watch(
  database: Database,
  drop: Drop,
  over: AbortSignal,
): Promise<Pick<Remains, 'snapshots' | 'broken'>> {
  const seen: Pick<Remains, 'snapshots' | 'broken'> = { snapshots: 0, broken: [] };
  // A hold may outlive its deadline for as long as the faults last and a minute more; the rest is for the end to judge.
  const scope = { eventId: drop.eventId, overdueSeconds: 180 };
  while (!over.aborted) {
    const found = await violations(database, scope).catch(() => undefined);
    if (found) {
      seen.snapshots += 1;
      seen.broken.push(...found);
    }
    await pauseFor(SNAPSHOT_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
  return seen;
}
