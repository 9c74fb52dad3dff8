import { venueTime, zoneOf } from '../ui/time-zone.ts';
import { monthName } from '../ui/time.ts';

type SearchableEvent = { name: string; venue: string; starts_at: string; time_zone: string | null };

/** Latin letters that Unicode does not take apart into a letter and an accent, as people type them without. */
const plainLetters: Record<string, string> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  ŧ: 't',
  þ: 'th',
};
const letter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/** Lower case and without accents, which are rarely typed on a phone. */
const normalize = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(letter, (found) => plainLetters[found]!);

/**
 * The events that have every word of `query` in their name, venue or date. The date matches as it is shown, and with
 * the month in full.
 */
export function matchingEvents<E extends SearchableEvent>(events: readonly E[], query: string): E[] {
  const words = normalize(query).split(/\s+/).filter(Boolean);
  return events.filter(({ name, venue, starts_at, time_zone }) => {
    const month = monthName(starts_at, zoneOf(time_zone));
    const text = normalize(`${name} ${venue} ${venueTime(starts_at, time_zone)} ${month}`);
    return words.every((word) => text.includes(word));
  });
}
