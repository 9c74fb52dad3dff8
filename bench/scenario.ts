import type { Report } from '../scripts/progress.ts';
import type { Figure } from './figure.ts';
import type { Stack } from './stack.ts';

/** What one purchase and one waiting place cost in each store. */
export type Cost = { what: string; purchase: number; place: number };

/** What a scenario finds out. */
export type Found = { figures: Figure[]; costs?: Cost[] };

/** What a scenario works with: a stack of its own, which nothing has been done to. */
export type Bench = {
  stack: Stack;
  /** Fewer and shorter rounds: to see that everything works, not for figures to show around. */
  quick: boolean;
  /** For the files that load tools want. */
  folder: string;
  say: Report;
  signal: AbortSignal;
};

export type Scenario = { name: string; about: string; run(bench: Bench): Promise<Found> };

type Turns<Measures> = { [Name in keyof Measures]: number[] };

/** Measures several things in turns, round by round, so that a machine whose speed drifts is equally unfair to all of them. */
export async function inTurns<Measures extends Record<string, () => Promise<number>>>(
  { say, signal }: Bench,
  rounds: number,
  measures: Measures,
): Promise<Turns<Measures>> {
  const found = Object.fromEntries(Object.keys(measures).map((name) => [name, [] as number[]])) as Turns<Measures>;
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries(measures)) {
      signal.throwIfAborted();
      say(`${name}, round ${round} of ${rounds}`);
      found[name as keyof Measures].push(await measure());
    }
  }
  return found;
}
