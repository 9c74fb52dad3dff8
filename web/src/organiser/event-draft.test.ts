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

it('sends fees and VAT in the smallest unit and in basis points, and none for an empty field', () => {
  const none = { fee_fixed_cents: 0, fee_percent_bp: 0, fee_paid_by: 'buyer', vat_rate_bp: 0 };
  expect(eventOf(draft())).toMatchObject(none);
  const fees = { fee_fixed_cents: '0.99', fee_percent_bp: '2,5', fee_paid_by: 'organiser', vat_rate_bp: '19' };
  expect(changesOf(draft(fees), draft())).toEqual({
    fee_fixed_cents: 99,
    fee_percent_bp: 250,
    fee_paid_by: 'organiser',
    vat_rate_bp: 1_900,
  });
});

it('names a fee that the currency cannot have, and a share that is none', () => {
  const wrong = { fee_fixed_cents: '0.99', fee_percent_bp: '2.555', vat_rate_bp: '101' };
  expect(invalidFields(draft({ ...wrong, currency: 'JPY' }))).toEqual({
    fee_fixed_cents: 'JPY has no decimals: only a whole amount such as 2500.',
    fee_percent_bp: 'Only per cent, such as 19 or 2.5.',
    vat_rate_bp: 'At most 100.',
  });
});
