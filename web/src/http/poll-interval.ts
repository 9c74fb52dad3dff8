/**
 * The delay before the next attempt after `failures` failed requests in a row, in milliseconds: doubling up to 30 s,
 * and never less than the server's Retry-After.
 */
export function retryDelay(failures: number, retryAfterSeconds: number | undefined): number {
  const backoff = Math.min(1_000 * 2 ** (failures - 1), 30_000);
  return Math.max(backoff, (retryAfterSeconds ?? 0) * 1000);
}

/** Spreads the requests of many pages: adds up to a quarter of `delay`, or up to `floor` if that is more. In ms. */
export function withJitter(delay: number, random: () => number = Math.random, floor = 400): number {
  return delay + random() * Math.max(delay / 4, floor);
}
