import { setMaxListeners } from 'node:events';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { violations, type Violation } from '../../activities/reconciler/invariants.ts';
import { runBuyer } from '../../tools/crowd/buyer.ts';
import { addressOf, buyerClient, type RequestLogEntry } from '../../tools/crowd/buyer-client.ts';
import { organiserClient, type Drop } from '../../tools/crowd/organiser-client.ts';
import { persona } from '../../tools/crowd/persona.ts';
import { Observations } from '../../tools/crowd/observations.ts';
import { connectDatabase, type Database } from '../../prisma/client.ts';
import { runFault, type Fault } from './fault-schedule.ts';
import type { FaultStack } from './fault-stack.ts';

export type DropOptions = {
  seed: number;
  buyers: number;
  tickets: number;
  reservationTtlSeconds: number;
  arriveWithinMs: number;
  faults: Fault[];
};

/** What a drop is checked by: the log of the clients, and the invariants that were violated in Postgres meanwhile. */
export type DropOutcome = {
  drop: Drop;
  observations: Observations;
  log: RequestLogEntry[];
  /** How often the invariants could be checked in Postgres during the drop, and what was found. */
  snapshots: number;
  broken: Violation[];
  /** End of the last fault, in milliseconds since the epoch. */
  faultsEndedAt: number;
};

const SNAPSHOT_EVERY_MS = 1_000;

/**
 * Runs a drop in two phases. The faults of the schedule start when the sale opens; after the last one everything is
 * restored, and the buyers go on until each of them is finished.
 */
export async function runDrop(
  faultStack: FaultStack,
  { seed, buyers, tickets, faults, ...pace }: DropOptions,
): Promise<DropOutcome> {
  const { stack } = faultStack;
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
  const observations = new Observations();
  const log: RequestLogEntry[] = [];
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const database = connectDatabase({ url: stack.databaseUrl, poolSize: 2 });
  const monitoring = monitorInvariants(database, drop, stop.signal);

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
        observations,
        stop: stop.signal,
        log: (entry) => log.push(entry),
      });
      try {
        await runBuyer(drop, { client, persona: self, observations, stop: stop.signal });
      } finally {
        await client.close();
      }
    }),
  );
  try {
    await pauseFor(Math.max(0, drop.opensAt - Date.now()));
    await Promise.all(faults.map((fault) => runFault(faultStack, fault, (ms) => pauseFor(ms))));
    await faultStack.endFaults();
    const faultsEndedAt = Date.now();
    await shopping;
    stop.abort();
    return { drop, observations, log, faultsEndedAt, ...(await monitoring) };
  } finally {
    stop.abort();
    await Promise.allSettled([shopping, monitoring]);
    await database.$disconnect();
  }
}

/** Checks every second what must hold at every moment. Checks that fail because Postgres is down are skipped. */
async function monitorInvariants(
  database: Database,
  drop: Drop,
  stop: AbortSignal,
): Promise<Pick<DropOutcome, 'snapshots' | 'broken'>> {
  const result: Pick<DropOutcome, 'snapshots' | 'broken'> = { snapshots: 0, broken: [] };
  // A hold may outlive its deadline until a minute after the last fault. The checks at the end are stricter.
  const scope = { eventId: drop.eventId, overdueSeconds: 180 };
  while (!stop.aborted) {
    const found = await violations(database, scope).catch(() => undefined);
    if (found) {
      result.snapshots += 1;
      result.broken.push(...found);
    }
    await pauseFor(SNAPSHOT_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return result;
}
