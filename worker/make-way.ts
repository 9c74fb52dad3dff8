import type { Activities } from '../activities/activities.ts';
import type { PlaceStreams } from '../activities/waiting-room/ports.ts';

/**
 * How the drain of the joins makes way in a rush: for those who buy, and for a crowd that joins. They wait for answers,
 * and nobody waits for the workflow of a place: what a page says about a place, and who may buy, is answered from
 * Redis. So in a rush lines are passed on one after the other, each followed by a rest in proportion to the time that
 * it took. A machine with a lot to do takes long for a line and is left alone for long; one with little to do is quick.
 *
 * A line waits for a bounded time, because until then Redis alone has its place: rests become shorter with the age of
 * the line, and there are none after half an hour. Not even then are there eight at once in a rush.
 */
export function restAfter(tookMs: number, ageMs: number): number {
  const patience = 1 - Math.min(Math.max(ageMs, 0) / WITHOUT_RESTS_MS, 1);
  return Math.min(tookMs * RESTS, LONGEST_REST_MS) * patience;
}

/** Set by measuring (docs/decisions/2026-11-27-a-crowd-and-those-who-pay.md). */
const RESTS = 4;
/** A line that took this long met an outage, and the next one finds out whether it is over. */
const LONGEST_REST_MS = 500;
const WITHOUT_RESTS_MS = 1_800_000;
/**
 * Lines of a batch. Whoever joins a sale that rests is seen with the next batch, and another worker takes over the
 * lines of a batch that lasts too long, so that there are few while each is followed by a rest.
 */
const BATCH = { busy: 8, quiet: 50 };

/** How long an answer of `isRush` is used. */
const LOOK_AGAIN_MS = 100;

/** Steps that a buyer waits for. The end of a hold that nobody paid for is none. */
const awaitedSteps = ['holdTickets', 'openCheckout', 'pay', 'issueTickets'] as const;

/** How a stream is drained: by how many lines at once, and when the call of each line is made. */
export type Pace = {
  linesAtOnce(): Promise<number>;
  /** Makes the call of a line of this age when it is time for that. */
  inTime(call: () => Promise<void>, ageMs: number): Promise<void>;
};

/** Makes way for nobody. */
export const fullSpeed: Pace = { linesAtOnce: async () => BATCH.quiet, inTime: (call) => call() };

/** How often a worker looks whether the turn of the workers is free. */
const TURN_AGAIN_MS = 25;

type Needs = Pick<PlaceStreams, 'isRush' | 'takeLineTurn' | 'endLineTurn'> & {
  pause: (ms: number) => Promise<unknown>;
  now?: () => number;
};

/** Makes each call at once while there is no rush, and otherwise one after the other, with rests. */
export function makeWay({ isRush, takeLineTurn, endLineTurn, pause, now = () => performance.now() }: Needs): Pace {
  let answer = Promise.resolve(false);
  let askedAt = -Infinity;
  let last: Promise<unknown> = Promise.resolve();

  function isBusy(): Promise<boolean> {
    if (now() - askedAt >= LOOK_AGAIN_MS) [answer, askedAt] = [isRush(), now()];
    return answer;
  }

  async function runAlone(call: () => Promise<void>, ageMs: number): Promise<void> {
    // One that is too old to rest waits for no other worker either.
    if (ageMs >= WITHOUT_RESTS_MS) return call();
    while (!(await takeLineTurn())) {
      if (!(await isBusy())) return call();
      await pause(TURN_AGAIN_MS);
    }
    const since = now();
    try {
      await call();
    } finally {
      const restMs = (await isBusy()) ? restAfter(now() - since, ageMs) : 0;
      await endLineTurn(restMs);
      if (restMs > 0) await pause(restMs);
    }
  }

  return {
    linesAtOnce: async () => ((await isBusy()) ? BATCH.busy : BATCH.quiet),

    async inTime(call, ageMs) {
      if (!(await isBusy())) return call();
      const turn = last.then(() => runAlone(call, ageMs));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The same activities, which call `record` when a buyer begins to wait for one, at most once in `everyMs`. */
export function recordPurchases(activities: Activities, record: () => Promise<void>, everyMs = 250): Activities {
  let recordedAt = -Infinity;
  const recorded = (name: (typeof awaitedSteps)[number]) => {
    const step = activities[name] as (...args: unknown[]) => Promise<unknown>;
    return (...args: unknown[]) => {
      if (performance.now() - recordedAt >= everyMs) {
        recordedAt = performance.now();
        // Without Redis nothing is drained either.
        record().catch(() => undefined);
      }
      return step(...args);
    };
  };
  return { ...activities, ...Object.fromEntries(awaitedSteps.map((name) => [name, recorded(name)])) };
}
