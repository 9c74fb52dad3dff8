import { dateAndTime, monthName } from '../ui/time.ts';

type Described = { name: string; venue: string; starts_at: string };

/** Lower case and without accents, because nobody types them on a phone. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The events that have every word of `query` in their name, their venue or their date, as it is shown or with the month in full. */
export function matching<E extends Described>(events: readonly E[], query: string): E[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return events.filter(({ name, venue, starts_at }) => {
    const text = plain(`${name} ${venue} ${dateAndTime(starts_at)} ${monthName(starts_at)}`);
    return words.every((word) => text.includes(word));
  });
}
