import { dateAndTime, monthName } from '../ui/time.ts';

type SearchableEvent = { name: string; venue: string; starts_at: string };

/** Lower case and without accents, which are rarely typed on a phone. */
const normalize = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * The events that have every word of `query` in their name, venue or date. The date matches as it is shown, and with
 * the month in full.
 */
export function matchingEvents<E extends SearchableEvent>(events: readonly E[], query: string): E[] {
  const words = normalize(query).split(/\s+/).filter(Boolean);
  return events.filter(({ name, venue, starts_at }) => {
    const text = normalize(`${name} ${venue} ${dateAndTime(starts_at)} ${monthName(starts_at)}`);
    return words.every((word) => text.includes(word));
  });
}
