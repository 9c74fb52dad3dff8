import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, db, drop } = stack();
const sums = (gross_cents: number, refunded_cents: number, orders: number, tickets: number) => ({
  gross_cents,
  refunded_cents,
  disputed_cents: 0,
  fees_cents: 0,
  buyer_fees_cents: 0,
  organiser_fees_cents: 0,
  vat_cents: 0,
  net_cents: gross_cents - refunded_cents,
  orders,
  tickets,
});

it('adds up what an event earned, by tier and by the days of its place', async () => {
  const { eventId, tierIds, buyer } = await drop({
    time_zone: 'Asia/Kathmandu',
    tiers: [
      { name: 'Stalls', capacity: 20, price_cents: 2_500 },
      { name: 'Balcony', capacity: 20, price_cents: 4_000 },
      { name: 'Box', capacity: 2, price_cents: 9_000 },
    ],
  });
  /** Midnight in Kathmandu is 18:15 in UTC. */
  const buy = async (quantity: number, tier: number, at: string) => {
    const { body } = await (await buyer().enter()).buy(quantity, tier);
    await db.order.update({ where: { id: body.order.id }, data: { created_at: new Date(at) } });
    return body.order.id as string;
  };
  await buy(2, 0, '2026-11-26T18:14:59.999Z');
  await buy(1, 0, '2026-11-26T18:15:00.000Z');
  const refunded = await buy(3, 1, '2026-11-27T18:14:00.000Z');
  await buy(1, 1, '2026-11-28T00:00:00.000Z');
  await db.order.update({ where: { id: refunded }, data: { status: 'refunded', refunded_cents: 12_000 } });

  expect(await admin(`/admin/events/${eventId}/money`)).toMatchObject({
    status: 200,
    body: {
      currency: 'USD',
      time_zone: 'Asia/Kathmandu',
      ...sums(23_500, 12_000, 4, 7),
      by_tier: [
        { tier_id: tierIds[0], tier_name: 'Stalls', ...sums(7_500, 0, 2, 3) },
        { tier_id: tierIds[1], tier_name: 'Balcony', ...sums(16_000, 12_000, 2, 4) },
        { tier_id: tierIds[2], tier_name: 'Box', ...sums(0, 0, 0, 0) },
      ],
      by_day: [
        { day: '2026-11-26', ...sums(5_000, 0, 1, 2) },
        { day: '2026-11-27', ...sums(14_500, 12_000, 2, 4) },
        { day: '2026-11-28', ...sums(4_000, 0, 1, 1) },
      ],
    },
  });
});

it('tells fees of buyers and of the organiser and the VAT apart, of what was not given back', async () => {
  const terms = { currency: 'EUR', fee_fixed_cents: 99, fee_percent_bp: 250, vat_rate_bp: 1_900 };
  const { eventId, buyer } = await drop(terms);
  await (await buyer().enter()).buy(2);
  const { order } = (await (await buyer().enter()).buy(1)).body;
  await db.order.update({ where: { id: order.id }, data: { status: 'refunded', refunded_cents: 2_662 } });
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { fee_paid_by: 'organiser', vat_rate_bp: 700 } });
  await (await buyer().enter()).buy(2);
  const earned = {
    gross_cents: 5_324 + 2_662 + 5_000,
    refunded_cents: 2_662,
    fees_cents: 648,
    buyer_fees_cents: 324,
    organiser_fees_cents: 324,
    vat_cents: 850 + 327,
    net_cents: 5_324 + 5_000 - 648 - 850 - 327,
  };
  const { body } = await admin(`/admin/events/${eventId}/money`);
  expect(body).toMatchObject({ ...earned, by_tier: [earned], by_day: [earned] });
});

it('is nothing before anything is sold, in days of UTC where nobody has said where the event is', async () => {
  const { eventId } = await drop({ status: 'draft', tiers: [] });
  expect((await admin(`/admin/events/${eventId}/money`)).body).toEqual({
    currency: 'USD',
    time_zone: 'UTC',
    ...sums(0, 0, 0, 0),
    by_tier: [],
    by_day: [],
  });
  expect((await admin(`/admin/events/${randomUUID()}/money`)).status).toBe(404);
});
