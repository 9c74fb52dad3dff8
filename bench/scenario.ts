import type { Report } from '../scripts/progress.ts';
import type { Figure } from './figure.ts';
import type { Stack } from './stack.ts';

/** What one purchase and one waiting place cost in each store. */
export type Cost = { what: string; purchase: number; place: number };

/** What a scenario measured. */
export type ScenarioResult = { figures: Figure[]; costs?: Cost[] };

/** What a scenario works with: a fresh stack of its own, and where to report progress. */
export type ScenarioContext = {
  stack: Stack;
  /** Fewer and shorter rounds: to see that everything works, not for figures to publish. */
  quick: boolean;
  /** Where the input and output files of the load tools go. */
  folder: string;
  say: Report;
  signal: AbortSignal;
};

export type Scenario = { name: string; about: string; run(context: ScenarioContext): Promise<ScenarioResult> };

type Rounds<Measures> = { [Name in keyof Measures]: number[] };

/** Measures several things alternately, round by round, so that a drift of the machine's speed affects all alike. */
export async function measureAlternating<Measures extends Record<string, () => Promise<number>>>(
  { say, signal }: ScenarioContext,
  rounds: number,
  measures: Measures,
): Promise<Rounds<Measures>> {
  const found = Object.fromEntries(Object.keys(measures).map((name) => [name, [] as number[]])) as Rounds<Measures>;
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries(measures)) {
      signal.throwIfAborted();
      say(`${name}, round ${round} of ${rounds}`);
      found[name as keyof Measures].push(await measure());
    }
  }
  return found;
}
