/** A process that has served for so long did not end because of how it was started. */
const SETTLED_MS = 10_000;
/** Ends further apart than this have nothing to do with each other. */
const APART_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const MOST_IN_A_ROW = 5;

/** How one process of a group ended: how long it had served, if it ever did, and when that was. */
export type End = { servedMs: number | undefined; at: number };

/**
 * When to start a process of a group again. One that had served is replaced at once; those that end soon after their
 * start are started again after a pause that doubles.
 */
export class Restarts {
  #anyServed = false;
  #inARow = 0;
  #lastSoonAt = -Infinity;

  served(): void {
    this.#anyServed = true;
  }

  /** The pause before the next start, in milliseconds; undefined when starting again is of no use. */
  pauseAfter({ servedMs, at }: End): number | undefined {
    if (!this.#anyServed) return undefined;
    if (servedMs !== undefined && servedMs >= SETTLED_MS) return 0;
    this.#inARow = at - this.#lastSoonAt > APART_MS ? 1 : this.#inARow + 1;
    this.#lastSoonAt = at;
    return this.#inARow >= MOST_IN_A_ROW ? undefined : FIRST_PAUSE_MS * 2 ** (this.#inARow - 1);
  }
}
