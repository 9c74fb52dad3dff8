/** When a request left, when its answer came (both on this machine's clock), and the answer's `Date`, which drops the milliseconds. */
export type ClockSample = { sentAt: number; receivedAt: number; date: number };

/** The server's clock is ahead of this machine's by at least `low` and at most `high` milliseconds. */
export type ClockOffset = { low: number; high: number };

/**
 * What is known of the server's clock after one more answer. Each answer gives bounds; a few of them together pin the offset
 * well under a second. Bounds that contradict what was known mean that a clock was set: only the news counts then.
 */
export function narrow(known: ClockOffset | undefined, { sentAt, receivedAt, date }: ClockSample): ClockOffset {
  const news = { low: date - receivedAt, high: date + 1000 - sentAt };
  if (!known) return news;
  const low = Math.max(known.low, news.low);
  const high = Math.min(known.high, news.high);
  return low <= high ? { low, high } : news;
}

let offset: ClockOffset | undefined;

/** Learns from an answer; one that a cache kept says nothing about now. */
export function observeClock(response: Response, sentAt: number, receivedAt: number): void {
  const date = Date.parse(response.headers.get('Date') ?? '');
  if (Number.isNaN(date) || Number(response.headers.get('Age') ?? 0) > 0) return;
  offset = narrow(offset, { sentAt, receivedAt, date });
}

/** Now on the server's clock, in milliseconds since the epoch; on this machine's until the first answer. */
export function serverNow(): number {
  return Date.now() + (offset ? (offset.low + offset.high) / 2 : 0);
}
