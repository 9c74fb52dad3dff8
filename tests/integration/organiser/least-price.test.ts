import { expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, db, drop } = stack();

const refused = (field: string, detail: RegExp) => ({
  status: 400,
  body: { error: 'price_too_low', fields: [field], detail: expect.stringMatching(detail) },
});

it.each([
  ['USD', 50, /cost USD\s0\.49, .* less than USD\s0\.50\./],
  ['JPY', 50, /cost JPY\s49, .* less than JPY\s50\./],
  ['HUF', 17_500, /cost HUF\s174\.99, .* less than HUF\s175\.00\./],
  ['KWD', 1, undefined],
])('a ticket in %s costs at least %i of its smallest unit, or nothing', async (currency, least, detail) => {
  const { eventId } = await drop({ currency, status: 'draft', tiers: [] });
  const add = (price_cents: number) =>
    admin('/admin/tiers', {
      method: 'POST',
      body: { event_id: eventId, name: `For ${price_cents}`, price_cents, capacity: 1 },
    });
  expect((await add(least)).status).toBe(201);
  const free = await add(least - 1);
  expect(free).toMatchObject(detail ? refused('price_cents', detail) : { status: 201 });
  expect((await add(least > 1 ? 0 : 2)).status).toBe(201);
});

it('a price that was taken before stays, and can only change to one that a card can be charged with', async () => {
  const { tierIds } = await drop({ status: 'draft' });
  await db.tier.update({ where: { id: tierIds[0]! }, data: { price_cents: 10 } });
  const change = (body: object) => admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body });
  expect((await change({ name: 'Stalls', price_cents: 10 })).status).toBe(200);
  expect(await change({ price_cents: 11 })).toMatchObject(refused('price_cents', /USD\s0\.11/));
  expect((await change({ price_cents: 50 })).status).toBe(200);
});

it('no currency is taken in which a tier would cost too little', async () => {
  const { eventId } = await drop({ status: 'draft', tiers: [{ capacity: 1, price_cents: 200 }] });
  const change = (currency: string) => admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { currency } });
  expect(await change('CZK')).toMatchObject(refused('currency', /cost CZK\s2\.00, .* less than CZK\s15\.00/));
  expect((await change('JPY')).status).toBe(200);
});
