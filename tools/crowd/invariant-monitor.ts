import { setTimeout as sleep } from 'node:timers/promises';
import type { Books } from './database-view.ts';
import { sentence } from './checks.ts';
import type { TemporalView } from './temporal-view.ts';

const EVERY_MS = 1_000;
const HOLDS_ASKED_FOR = 5;

export type Watch = {
  looks: number;
  /** Looks that failed because a store did not answer. */
  missed: number;
  /** Active holds whose workflow was asked for, over the whole run. */
  holdsAsked: number;
  broken: Set<string>;
};

/**
 * Looks at the books every second while the drop runs: promises are to hold at every moment, not only when all is over.
 * `seen` gets the held and sold tickets of each look.
 */
export async function watch(look: {
  books: Books;
  temporal: TemporalView;
  seen: (now: { held: number; sold: number }) => void;
  over: AbortSignal;
}): Promise<Watch> {
  const { books, temporal, over } = look;
  const result: Watch = { looks: 0, missed: 0, holdsAsked: 0, broken: new Set() };
  const once = async () => {
    const [tiers, violations, holds] = await Promise.all([
      books.tiers(),
      books.violations(),
      books.activeReservations(HOLDS_ASKED_FOR),
    ]);
    for (const violation of violations) result.broken.add(sentence(violation));
    for (const id of holds) {
      result.holdsAsked += 1;
      // A hold may end between the two questions: only one that is still active lacks a workflow.
      if (!(await temporal.isRunning(id)) && (await books.isActive(id)))
        result.broken.add(`reservation ${id} is active, but no workflow runs for it`);
    }
    result.looks += 1;
    look.seen({ held: sum(tiers.map(({ held }) => held)), sold: sum(tiers.map(({ sold }) => sold)) });
  };
  while (!over.aborted) {
    // A store that is away for a while is no reason to send the crowd home: the next look tells.
    await once().catch(() => {
      result.missed += 1;
    });
    await sleep(EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
  return result;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
