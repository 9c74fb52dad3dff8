import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually, listedEvents, stack } from '../../harness.ts';

const { admin, call, db, drop } = stack();

const change = (eventId: string, currency: string) =>
  admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { currency } });
const fixed = (currency: string, detail: RegExp) => ({
  status: 409,
  body: { error: 'currency_fixed', currency, fields: ['currency'], detail: expect.stringMatching(detail) },
});

describe('the currency of an event', () => {
  it('is that of the installation, unless its organiser gives another one', async () => {
    const { eventId } = await drop({ status: 'draft' });
    expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ currency: 'USD' });
    const { currency, currencies } = (await admin('/admin/defaults')).body;
    expect(currency).toBe('USD');
    expect(currencies).toEqual(expect.arrayContaining(['EUR', 'JPY', 'KWD', 'USD']));
  });

  it('is shown with the event, wherever that is', async () => {
    const { eventId } = await drop({ currency: 'JPY' });
    const ofOrganiser = (await admin('/admin/events')).body.find((event: { id: string }) => event.id === eventId);
    const shown = [
      ofOrganiser,
      (await admin(`/admin/events/${eventId}`)).body,
      (await listedEvents(call)).find(({ id }) => id === eventId),
      (await call(`/events/${eventId}`)).body,
      (await call(`/events/${eventId}/availability`)).body,
    ];
    expect(shown.map((body) => body.currency)).toEqual(shown.map(() => 'JPY'));
  });

  it.each(['yen', 'jpy', 'DEM', 'XXX', 'US'])('is none of %j', async (currency) => {
    const { eventId } = await drop({ status: 'draft' });
    expect(await change(eventId, currency)).toMatchObject({ status: 400, body: { fields: ['currency'] } });
  });

  it('can change until tickets are held, and again once they are given back', async () => {
    const { eventId, buyer } = await drop();
    expect(await change(eventId, 'EUR')).toMatchObject({ status: 200, body: { currency: 'EUR' } });
    const ada = await buyer().enter();
    const held = await ada.reserve(2);
    expect(held).toMatchObject({ status: 201, body: { currency: 'EUR' } });
    expect(await change(eventId, 'JPY')).toMatchObject(fixed('EUR', /are held at this moment, at prices in EUR/));
    // What is sent again unchanged, with something else, is no change.
    const body = { currency: 'EUR', name: 'New' };
    const renamed = await admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
    expect(renamed).toMatchObject({ status: 200, body });
    await ada.giveBack(held.body.id);
    expect(await change(eventId, 'JPY')).toMatchObject({ status: 200, body: { currency: 'JPY' } });
  });

  it('stays once tickets are sold', async () => {
    const { eventId, buyer, orders } = await drop({ currency: 'EUR' });
    await (await buyer().enter()).buy(1);
    expect(await change(eventId, 'USD')).toMatchObject(fixed('EUR', /were sold in EUR.*make another event/));
    expect((await admin(`/admin/events/${eventId}`)).body.currency).toBe('EUR');
    expect(await orders()).toMatchObject([{ currency: 'EUR' }]);
  });

  it('does not change beside a hold that is being made', async () => {
    const { eventId, tierIds } = await drop();
    const waiting = async () => {
      const [row] = await db.$queryRaw<[{ count: number }]>`
        SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT id FROM events%FOR UPDATE'`;
      return row.count;
    };
    const changed = await db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT hold_tickets(${randomUUID()}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid,
          'somebody', ${randomUUID()}::uuid, 1, 6, 180)::text`;
        const answer = change(eventId, 'JPY');
        await eventually(waiting, (count) => count === 1);
        return { answer };
      },
      { timeout: 20_000 },
    );
    expect(await changed.answer).toMatchObject(fixed('USD', /are held/));
  });
});
