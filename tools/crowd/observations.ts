import type { Paid } from './contract.ts';

export const steps = ['join', 'status', 'availability', 'reserve', 'checkout', 'confirm'] as const;
export type Step = (typeof steps)[number];

/** How a buyer's session ended. */
export type Outcome =
  | 'bought'
  | 'abandoned'
  | 'declined'
  | 'sold out'
  | 'out of time'
  | 'never admitted'
  | 'turned away'
  | 'gave up without an answer';

/** One kind of answer that the contract does not allow, how often it came, and the first example of it. */
export type ContractViolation = { what: string; count: number; example: string };

/** What the buyers' clients observed during a run. It is compared with the databases at the end. */
export class Observations {
  joined = 0;
  admitted = 0;
  holds = 0;
  readonly outcomes = new Map<Outcome, number>();
  /** Buyers who would have paid and got no tickets. */
  unservedBuyers = 0;
  readonly refusals = new Map<string, number>();
  /** Requests sent again because no answer came, or a 5xx did. */
  readonly resent = new Map<string, number>();
  /** Checkout session → tickets: every payment a buyer tried to make. */
  readonly paymentAttempts = new Map<string, number>();
  /** Order id → the answer that acknowledged it. */
  readonly orders = new Map<string, Paid>();
  readonly timings: Record<Step, number[]> = {
    join: [],
    status: [],
    availability: [],
    reserve: [],
    checkout: [],
    confirm: [],
  };
  readonly #contractViolations = new Map<string, ContractViolation>();

  count<Name extends string>(counts: Map<Name, number>, name: Name): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** Records an answer that the contract does not allow. A single one fails the run. */
  recordContractViolation(what: string, example: string): void {
    const recorded = this.#contractViolations.get(what);
    if (recorded) recorded.count += 1;
    else this.#contractViolations.set(what, { what, count: 1, example });
  }

  get contractViolations(): ContractViolation[] {
    return [...this.#contractViolations.values()];
  }
}

/** The value that `share` (0 to 1) of the numbers do not exceed, by nearest rank; undefined for no numbers. */
export function percentile(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
