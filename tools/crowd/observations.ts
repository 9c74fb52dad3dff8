import type { Paid } from './contract.ts';

export const steps = ['join', 'status', 'availability', 'reserve', 'checkout', 'confirm'] as const;
export type Step = (typeof steps)[number];

/** How a buyer's day ended. */
export type Outcome =
  | 'bought'
  | 'abandoned'
  | 'declined'
  | 'sold out'
  | 'out of time'
  | 'never admitted'
  | 'turned away'
  | 'gave up without an answer';

export type Oddity = { what: string; count: number; example: string };

/** What the crowd saw, as buyers' clients saw it. Held against the databases at the end. */
export class Tally {
  joined = 0;
  admitted = 0;
  holds = 0;
  readonly outcomes = new Map<Outcome, number>();
  /** Buyers who would have paid and went home with nothing. */
  leftWanting = 0;
  readonly refusals = new Map<string, number>();
  /** Requests sent again because no answer came, or a 5xx did. */
  readonly resent = new Map<string, number>();
  /** Checkout session → tickets: every payment a buyer tried to make. */
  readonly attempts = new Map<string, number>();
  /** Order id → what the buyer was told about it. */
  readonly orders = new Map<string, Paid>();
  readonly timings: Record<Step, number[]> = {
    join: [],
    status: [],
    availability: [],
    reserve: [],
    checkout: [],
    confirm: [],
  };
  readonly #oddities = new Map<string, Oddity>();

  count<Name extends string>(counts: Map<Name, number>, name: Name): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** An answer that the contract does not allow. Any of them fails the run. */
  odd(what: string, example: string): void {
    const seen = this.#oddities.get(what);
    if (seen) seen.count += 1;
    else this.#oddities.set(what, { what, count: 1, example });
  }

  get oddities(): Oddity[] {
    return [...this.#oddities.values()];
  }
}

/** The value that `share` (0 to 1) of the numbers do not exceed, by nearest rank; undefined for no numbers. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
