import { expect, it } from 'vitest';
import { changesOf, draftOf, eventOf, wrongFields, type EventDraft } from './event-draft.ts';

const draft = (given: Partial<EventDraft> = {}): EventDraft => ({
  ...draftOf(undefined),
  name: 'A concert',
  venue: 'The Hall',
  on_sale_at: '2026-12-01T10:00',
  starts_at: '2026-12-24T20:00',
  ...given,
});

it('finds nothing wrong with an event that has only what it must have', () => expect(wrongFields(draft())).toEqual({}));

it('names every field that is wrong', () => {
  expect(Object.keys(wrongFields(draftOf(undefined)))).toEqual(['name', 'venue', 'on_sale_at', 'starts_at']);
  expect(wrongFields(draft({ wave_size: '0', wave_interval: 'often' }))).toMatchObject({
    wave_size: 'At least 1.',
    wave_interval: expect.any(String),
  });
});

it('wants the sale to open before the event starts', () => {
  expect(wrongFields(draft({ on_sale_at: '2026-12-24T20:01' }))).toEqual({
    on_sale_at: 'Tickets go on sale before the event starts.',
  });
  expect(wrongFields(draft({ on_sale_at: '2026-12-24T20:00' }))).toEqual({});
});

it('sends an empty setting as none, and seconds as milliseconds', () => {
  expect(eventOf(draft({ wave_interval: '1.5', wave_size: '50' }))).toMatchObject({
    wave_interval_ms: 1_500,
    wave_size: 50,
    purchase_limit: null,
  });
});

it('sends only what was changed', () => {
  const before = draft({ wave_size: '50' });
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(draft({ name: 'A better concert' }), before)).toEqual({ name: 'A better concert', wave_size: null });
});
