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

it('gives back the terms of a tier that nobody edited', () => {
  expect(tierOf(tierDraftOf(tier))).toEqual({ name: 'Stals', price_cents: 2_550, capacity: 80, per_user_limit: 4 });
  expect(tierChangesOf(tierDraftOf(tier), tierDraftOf(tier))).toEqual({});
});

it('sends a corrected name without the capacity that was on the screen', () => {
  expect(tierChangesOf({ ...tierDraftOf(tier), name: ' Stalls ' }, tierDraftOf(tier))).toEqual({ name: 'Stalls' });
});

it('counts an amount that is only written differently as unchanged', () => {
  expect(tierChangesOf({ ...tierDraftOf(tier), price_cents: '25,5', capacity: '081' }, tierDraftOf(tier))).toEqual({
    capacity: 81,
  });
});
