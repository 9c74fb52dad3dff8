/** How often the page asks, in milliseconds. Crowds poll, so every pace spreads out, and nobody asks before the server's Retry-After. */

const between = (low: number, value: number, high: number) => Math.min(Math.max(value, low), high);

/** What the pace in the waiting room depends on; a status answer has it all. */
export type Wait = { secondsUntilOnSale: number; paused: boolean; canEnter?: boolean; etaSeconds?: number };

/**
 * The rest before the next look at one's place: often near the opening or near the turn, seldom far from it, and a third as often
 * while nobody looks. Never so long that a pass (180 s) is half gone unnoticed.
 */
export function restInLine(wait: Wait, hidden: boolean): number {
  const slow = hidden ? 3 : 1;
  if (wait.secondsUntilOnSale > 0)
    return Math.min(wait.secondsUntilOnSale * 1000 + 300, between(2_000, wait.secondsUntilOnSale * 250, 20_000) * slow);
  if (wait.canEnter) return 10_000 * slow;
  if (wait.paused) return 8_000 * slow;
  return between(2_000, ((wait.etaSeconds ?? 30) * 1000) / 6, 15_000) * slow;
}

/** The rest after `failures` refusals in a row: doubling up to 30 s, and never less than the server asks for. */
export function restAfterFailure(failures: number, retryAfterSeconds: number | undefined): number {
  const backoff = Math.min(1_000 * 2 ** (failures - 1), 30_000);
  return Math.max(backoff, (retryAfterSeconds ?? 0) * 1000);
}

/** Spreads a crowd: up to a quarter later, at least up to `floor` milliseconds, never earlier. */
export function withJitter(rest: number, random: () => number = Math.random, floor = 400): number {
  return rest + random() * Math.max(rest / 4, floor);
}
