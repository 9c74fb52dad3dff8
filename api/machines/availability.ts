import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Connections } from '../../activities/connect.ts';
import type { WaitingRoom } from '../../activities/waiting-room/ports.ts';

/** Less than the time-out of a health check. */
const ANSWER_WITHIN_MS = 2_000;
const RECORD_EVERY_MS = 2_000;
/** Some records may be late on a busy machine. */
const CURRENT_MS = 8_000;

/** Whether a store answers in time. */
const check = async (ask: () => Promise<unknown>): Promise<'up' | 'down'> =>
  Promise.race([
    ask().then(() => 'up' as const),
    new Promise<'down'>((resolve) => void setTimeout(resolve, ANSWER_WITHIN_MS, 'down').unref()),
  ]).catch(() => 'down');

/** Which of the stores answer. */
export async function checkStores({ db, redis, temporal }: Connections) {
  const [database, redisState, temporalState] = await Promise.all([
    check(() => db.$queryRaw`SELECT 1`),
    check(() => redis.ping()),
    check(() => temporal.withDeadline(Date.now() + 1_500, () => temporal.workflowService.getSystemInfo({}))),
  ]);
  return { database, redis: redisState, temporal: temporalState };
}

/**
 * Records every two seconds that buyers can buy. A gap in these records is an outage, and every pass is given the time
 * of it.
 */
export function availability(
  connections: Connections,
  { waitingRoom, log }: { waitingRoom: WaitingRoom; log: Logger },
) {
  let recordedAt = -Infinity;

  async function record(): Promise<void> {
    const stores = await checkStores(connections);
    if (Object.values(stores).includes('down')) return;
    const outageMs = await waitingRoom.recordAvailable().catch(() => undefined);
    if (outageMs === undefined) return;
    recordedAt = performance.now();
    if (outageMs > 0) log.warn({ outageMs }, 'nobody could buy for a while; every pass is given that time');
  }

  return {
    /** Records until `signal` aborts. */
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await record();
        await pauseFor(RECORD_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    },

    /** Whether the last outage is accounted for: until then no clock may end a place. */
    isCurrent: () => performance.now() - recordedAt < CURRENT_MS,
  };
}

export type Availability = ReturnType<typeof availability>;
