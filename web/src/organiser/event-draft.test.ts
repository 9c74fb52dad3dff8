import { expect, it } from 'vitest';
import { changesOf, draftOf, eventOf, invalidFields, type EventDraft } from './event-draft.ts';

const draft = (given: Partial<EventDraft> = {}): EventDraft => ({
  ...draftOf(undefined, 'EUR'),
  name: 'A concert',
  venue: 'The Hall',
  on_sale_at: '2026-12-01T10:00',
  starts_at: '2026-12-24T20:00',
  ...given,
});

it('accepts an event with only the required fields', () => expect(invalidFields(draft())).toEqual({}));

it('names every invalid field', () => {
  expect(Object.keys(invalidFields(draftOf(undefined, 'EUR')))).toEqual(['name', 'venue', 'on_sale_at', 'starts_at']);
  expect(invalidFields(draft({ wave_size: '0', wave_interval: 'often' }))).toMatchObject({
    wave_size: 'At least 1.',
    wave_interval: expect.any(String),
  });
});

it('requires that the sale opens before the event starts', () => {
  expect(invalidFields(draft({ on_sale_at: '2026-12-24T20:01' }))).toEqual({
    on_sale_at: 'Tickets go on sale before the event starts.',
  });
  expect(invalidFields(draft({ on_sale_at: '2026-12-24T20:00' }))).toEqual({});
});

it('sends an empty setting as null, and seconds as milliseconds', () => {
  expect(eventOf(draft({ wave_interval: '1.5', wave_size: '50' }))).toMatchObject({
    wave_interval_ms: 1_500,
    wave_size: 50,
    purchase_limit: null,
    currency: 'EUR',
  });
});

it('sends only the fields that were changed', () => {
  const before = draft({ wave_size: '50' });
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(draft({ name: 'A better concert' }), before)).toEqual({ name: 'A better concert', wave_size: null });
});

it('moves the times with the time zone, because the clocks there show what was typed', () => {
  const berlin = draft({ time_zone: 'Europe/Berlin' });
  expect(eventOf(berlin)).toMatchObject({ starts_at: '2026-12-24T19:00:00.000Z', time_zone: 'Europe/Berlin' });
  expect(changesOf({ ...berlin, time_zone: 'Asia/Tokyo' }, berlin)).toEqual({
    on_sale_at: '2026-12-01T01:00:00.000Z',
    starts_at: '2026-12-24T11:00:00.000Z',
    time_zone: 'Asia/Tokyo',
  });
});
