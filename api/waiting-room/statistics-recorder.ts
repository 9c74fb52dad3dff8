import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { SaleStatistics } from '../../activities/waiting-room/ports.ts';
import type { Env } from '../http/env.ts';

/** How long counts are collected before they are recorded: the organiser sees them within two seconds. */
const RECORD_EVERY_MS = 1_000;
/** Event ids come from the requests themselves, so a client that invents ids must not make this process grow. */
const MOST_EVENTS = 1_000;

type Counts = { arrivals: number; admissions: number; refusals: Record<string, number> };

/** Collects the counts of a second, so that a crowd costs Redis one call a second for each event. */
export function statisticsRecorder(statistics: Pick<SaleStatistics, 'record'>, log: Logger) {
  let collected = new Map<string, Counts>();
  let timer: NodeJS.Timeout | undefined;

  const countsOf = (eventId: string): Counts => {
    const counts = collected.get(eventId) ?? { arrivals: 0, admissions: 0, refusals: {} };
    if (collected.size < MOST_EVENTS) collected.set(eventId, counts);
    timer ??= setTimeout(() => void flush(), RECORD_EVERY_MS).unref();
    return counts;
  };

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const counted = collected;
    collected = new Map();
    await Promise.all([...counted].map(([eventId, counts]) => statistics.record(eventId, counts))).catch(
      (failure: unknown) => log.warn({ err: failure }, 'the counts of the last second are missing in the statistics'),
    );
  }

  return {
    flush,

    /** A place was given; `admitted` without waiting. */
    joined(eventId: string, admitted: boolean): void {
      const counts = countsOf(eventId);
      counts.arrivals += 1;
      if (admitted) counts.admissions += 1;
    },

    /** Counts why a route of an event refused. Stands before everything in the route that may refuse. */
    refusals: createMiddleware<Env>(async (c, next) => {
      await next();
      const refusal = c.get('refusal');
      const eventId = refusal && c.req.param('id')?.toLowerCase();
      if (!eventId) return;
      const { refusals } = countsOf(eventId);
      refusals[refusal] = (refusals[refusal] ?? 0) + 1;
    }),
  };
}

export type StatisticsRecorder = ReturnType<typeof statisticsRecorder>;
