import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { Journal } from '../ports.ts';
import type { Env } from '../../api/http/routing.ts';

/** How long counts wait for more of their kind: the organiser sees them within two seconds. */
const NOTE_EVERY_MS = 1_000;
/** Ids come from the requests themselves; whoever makes them up must not make this process grow. */
const MOST_EVENTS = 1_000;

type Happened = { arrivals: number; admissions: number; refusals: Record<string, number> };

/** Counts what happens at events, so that a crowd costs Redis one note a second for each event and joining costs nothing more. */
export function saleTally(journal: Journal, log: Logger) {
  let counts = new Map<string, Happened>();
  let timer: NodeJS.Timeout | undefined;

  const of = (eventId: string): Happened => {
    const known = counts.get(eventId) ?? { arrivals: 0, admissions: 0, refusals: {} };
    if (counts.size < MOST_EVENTS) counts.set(eventId, known);
    timer ??= setTimeout(() => void flush(), NOTE_EVERY_MS).unref();
    return known;
  };

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const noted = counts;
    counts = new Map();
    await Promise.all([...noted].map(([eventId, happened]) => journal.note(eventId, happened))).catch(
      (failure: unknown) => log.warn({ err: failure }, 'what happened in the last second is missing in the journal'),
    );
  }

  return {
    flush,

    /** Somebody got a place; `admitted` without waiting. */
    arrived(eventId: string, admitted: boolean): void {
      const happened = of(eventId);
      happened.arrivals += 1;
      if (admitted) happened.admissions += 1;
    },

    /** Counts why a route of an event refused. Stands before everything in the route that may refuse. */
    refusals: createMiddleware<Env>(async (c, next) => {
      await next();
      const eventId = c.req.param('id')?.toLowerCase();
      const { refusal } = c.var;
      if (!eventId || !refusal) return;
      const { refusals } = of(eventId);
      refusals[refusal] = (refusals[refusal] ?? 0) + 1;
    }),
  };
}

export type SaleTally = ReturnType<typeof saleTally>;
