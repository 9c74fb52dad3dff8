import type { Config } from '../../config.ts';

export type CoolDownTerms = Pick<Config, 'HOLD_COOL_DOWN_SECONDS' | 'HOLD_LAPSES_ALLOWED'>;

/** Holds of a buyer that ended without a try to pay since their last purchase, and how long ago the last one ended. */
export type Lapses = { count: number; secondsAgo: number };

const MOST_SECONDS = 3_600;

/**
 * How many seconds a buyer who let holds lapse still waits for the next one: nothing for the first few, then twice as
 * long with each, up to an hour.
 */
export function coolDown({ count, secondsAgo }: Lapses, terms: CoolDownTerms): number {
  const more = count - terms.HOLD_LAPSES_ALLOWED;
  if (more < 0) return 0;
  return Math.max(0, Math.ceil(Math.min(terms.HOLD_COOL_DOWN_SECONDS * 2 ** more, MOST_SECONDS) - secondsAgo));
}
