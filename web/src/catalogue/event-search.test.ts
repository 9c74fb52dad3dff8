import { describe, expect, it } from 'vitest';
import { matchingEvents } from './event-search.ts';

const events = [
  { name: 'Beyoncé', venue: 'The Dome, Leeds', starts_at: '2026-12-24T20:00:00Z' },
  { name: 'Dome of Light', venue: 'Harbour Hall', starts_at: '2027-01-15T20:00:00Z' },
];
const found = (query: string) => matchingEvents(events, query).map(({ name }) => name);

describe('a search', () => {
  it.each([
    ['', ['Beyoncé', 'Dome of Light']],
    ['dome', ['Beyoncé', 'Dome of Light']],
    ['beyonce', ['Beyoncé']],
    ['  HALL light ', ['Dome of Light']],
    ['jan 2027', ['Dome of Light']],
    ['December', ['Beyoncé']],
    ['opera', []],
  ])('for "%s" finds %j', (query, names) => expect(found(query)).toEqual(names));
});
