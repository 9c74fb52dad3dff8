import { expect, it } from 'vitest';
import { tierChangesOf, tierDraftOf, tierOf } from './tier-draft.ts';

const tier = {
  id: 'tier',
  event_id: 'event',
  name: 'Stals',
  price_cents: 2_550,
  capacity: 80,
  per_user_limit: 4,
  held: 1,
  sold: 2,
  etag: '"1"',
};
const draft = tierDraftOf(tier, 'EUR');

it.each([
  ['EUR', '25.50'],
  ['JPY', '2550'],
  ['KWD', '2.550'],
])('gives back the terms of a tier in %s that nobody edited', (currency, price) => {
  const shown = tierDraftOf(tier, currency);
  expect(shown.price_cents).toBe(price);
  expect(tierOf(shown, currency)).toEqual({ name: 'Stals', price_cents: 2_550, capacity: 80, per_user_limit: 4 });
  expect(tierChangesOf(shown, shown, currency)).toEqual({});
});

it('sends a corrected name without the capacity that was on the screen', () => {
  expect(tierChangesOf({ ...draft, name: ' Stalls ' }, draft, 'EUR')).toEqual({ name: 'Stalls' });
});

it('counts an amount that is only written differently as unchanged', () => {
  expect(tierChangesOf({ ...draft, price_cents: '25,5', capacity: '081' }, draft, 'EUR')).toEqual({ capacity: 81 });
});
