/**
 * When a request was sent and when its response arrived (both on this machine's clock), and the response's `Date`,
 * which has no milliseconds.
 */
export type ClockSample = { sentAt: number; receivedAt: number; date: number };

/** The server's clock is ahead of this machine's by at least `low` and at most `high` milliseconds. */
export type ClockOffset = { low: number; high: number };

/**
 * Narrows the offset by one more response. Each response gives bounds; a few of them together determine the offset to
 * well under a second. Bounds that contradict the earlier ones mean that a clock was set, so they replace them.
 */
export function narrowOffset(before: ClockOffset | undefined, { sentAt, receivedAt, date }: ClockSample): ClockOffset {
  const bounds = { low: date - receivedAt, high: date + 1000 - sentAt };
  if (!before) return bounds;
  const low = Math.max(before.low, bounds.low);
  const high = Math.min(before.high, bounds.high);
  return low <= high ? { low, high } : bounds;
}

let offset: ClockOffset | undefined;

/** Updates the offset from a response. A cached response is ignored, because its `Date` is old. */
export function observeClock(response: Response, sentAt: number, receivedAt: number): void {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isNaN(date) || Number(response.headers.get('Age') ?? 0) > 0) return;
  offset = narrowOffset(offset, { sentAt, receivedAt, date });
}

/** The server's current time, in milliseconds since the epoch. Until the first response it is this machine's time. */
export function serverNow(): number {
  return Date.now() + (offset ? (offset.low + offset.high) / 2 : 0);
}
