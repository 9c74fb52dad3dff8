/**
 * A piece of work should take about this long. By Little's law that fixes how many are under way on any machine: more
 * at once only wait for each other behind the server, where no order is kept and nobody can be told when.
 */
const TARGET_MS = 400;
const [FIRST, LEAST, MOST] = [12, 4, 256];
const LEAST_GAP_MS = 0.1;
/** How much of each new measurement goes into the smoothed one, and how many make it worth building on. */
const SMOOTHING = 0.05;
const ENOUGH_MEASUREMENTS = 30;

/** The mean of the first measurements, and one that forgets later on. */
class Smoothed {
  value: number | undefined;
  #count = 0;

  add(measured: number): void {
    this.#count += 1;
    this.value ??= measured;
    this.value += Math.max(SMOOTHING, 1 / this.#count) * (measured - this.value);
  }

  get isKnown(): boolean {
    return this.#count >= ENOUGH_MEASUREMENTS;
  }
}

/**
 * How many may be under way at once, by how long they take: one more after each round that was quick and full, a tenth
 * fewer after a slow one, half after a failure (additive increase, multiplicative decrease, as TCP does it).
 */
export class AdaptiveLimit {
  #limit = FIRST;
  readonly #duration = new Smoothed();
  /** Between two that finished, while as many as allowed were under way. */
  readonly #gap = new Smoothed();
  #lastFullAt: number | undefined;
  #finishedSinceDecrease = 0;

  get atOnce(): number {
    return Math.floor(this.#limit);
  }

  /** How long one takes lately. */
  get durationMs(): number {
    return this.#duration.value ?? 0;
  }

  /** How many are finished in a second where others wait; undefined until enough were. */
  get perSecond(): number | undefined {
    return this.#gap.isKnown ? 1_000 / Math.max(this.#gap.value!, LEAST_GAP_MS) : undefined;
  }

  /** @param wasFull whether as many were under way as allowed; a limit that nobody reached says nothing */
  finished(ms: number, { failed, wasFull }: { failed: boolean; wasFull: boolean }): void {
    const now = Date.now();
    this.#duration.add(ms);
    if (wasFull && this.#lastFullAt !== undefined) this.#gap.add(now - this.#lastFullAt);
    this.#lastFullAt = wasFull ? now : undefined;
    this.#finishedSinceDecrease += 1;
    if (failed || this.durationMs > TARGET_MS) {
      // Those under way were started before the last decrease, and say nothing about it.
      if (this.#finishedSinceDecrease < this.atOnce) return;
      this.#limit = Math.max(LEAST, this.#limit * (failed ? 0.5 : 0.9));
      this.#finishedSinceDecrease = 0;
    } else if (wasFull) {
      this.#limit = Math.min(MOST, this.#limit + 1 / this.#limit);
    }
  }
}
