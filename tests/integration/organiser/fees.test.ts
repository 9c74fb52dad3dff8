import { expect, it } from 'vitest';
import { MOST_CENTS } from '../../../money.ts';
import { stack } from '../../harness.ts';

const { admin, drop } = stack();

const change = (eventId: string, body: object) => admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
const add = (eventId: string, body: object) =>
  admin('/admin/tiers', { method: 'POST', body: { event_id: eventId, name: 'Box', capacity: 5, ...body } });

it('an event has no fees and no VAT unless its organiser says so', async () => {
  const none = { fee_fixed_cents: 0, fee_percent_bp: 0, fee_paid_by: 'buyer', vat_rate_bp: 0 };
  const { eventId } = await drop({ status: 'draft', tiers: [] });
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject(none);
  const given = { fee_fixed_cents: 50, fee_percent_bp: 300, fee_paid_by: 'organiser', vat_rate_bp: 1_900 };
  const made = await drop({ status: 'draft', tiers: [], ...given });
  expect((await admin(`/admin/events/${made.eventId}`)).body).toMatchObject(given);
});

it.each([
  { fee_fixed_cents: -1 },
  { fee_fixed_cents: MOST_CENTS + 1 },
  { fee_percent_bp: 10_001 },
  { fee_percent_bp: 2.5 },
  { vat_rate_bp: -1 },
  { vat_rate_bp: '19' },
  { fee_paid_by: 'nobody' },
  { fee_paid_by: null },
])('%o is refused', async (given) => {
  const { eventId } = await drop({ status: 'draft', tiers: [] });
  expect((await change(eventId, given)).status).toBe(400);
});

it('counts the buyer’s fee to what a card is charged with', async () => {
  const { eventId } = await drop({ currency: 'EUR', status: 'draft', tiers: [], fee_fixed_cents: 30 });
  expect((await add(eventId, { price_cents: 20 })).status).toBe(201);
  const low = { status: 400, body: { error: 'price_too_low' } };
  expect(await add(eventId, { name: 'Seat', price_cents: 19 })).toMatchObject(low);
  expect(await change(eventId, { fee_fixed_cents: 29 })).toMatchObject({
    ...low,
    body: { fields: ['fee_fixed_cents'], detail: expect.stringMatching(/cost EUR\s0\.49/) },
  });
  expect(await change(eventId, { fee_paid_by: 'organiser' })).toMatchObject({
    ...low,
    body: { fields: ['fee_paid_by'] },
  });
  expect((await change(eventId, { vat_rate_bp: 1_900 })).status).toBe(200);
});

it('takes no fee from a ticket that costs less', async () => {
  const { eventId } = await drop({ currency: 'EUR', status: 'draft', tiers: [{ capacity: 5, price_cents: 500 }] });
  const body = { fee_fixed_cents: 501, fee_paid_by: 'organiser' };
  const refused = { status: 400, body: { error: 'fee_above_price' } };
  expect(await change(eventId, body)).toMatchObject({
    ...refused,
    body: { fields: ['fee_fixed_cents', 'fee_paid_by'], detail: expect.stringMatching(/EUR\s5\.01 .* EUR\s5\.00/) },
  });
  expect((await change(eventId, { ...body, fee_fixed_cents: 500 })).status).toBe(200);
  expect(await add(eventId, { price_cents: 499 })).toMatchObject({ ...refused, body: { fields: ['price_cents'] } });
  expect((await add(eventId, { price_cents: 0 })).status).toBe(201);
});

it('lets no order come to more than can be counted', async () => {
  const most = Math.floor(MOST_CENTS / 6);
  const { eventId, buyer } = await drop({ currency: 'IDR', tiers: [{ capacity: 6, price_cents: most - 10 }] });
  const refused = { status: 400, body: { error: 'price_too_high', fields: ['fee_fixed_cents'] } };
  expect(await change(eventId, { fee_fixed_cents: 11 })).toMatchObject(refused);
  expect((await change(eventId, { fee_fixed_cents: 10 })).status).toBe(200);
  const bought = await (await buyer().enter()).buy(6);
  expect(bought).toMatchObject({ status: 201, body: { order: { total_price_cents: most * 6, fees_cents: 60 } } });
});
