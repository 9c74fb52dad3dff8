import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../../harness.ts';

const { admin, db, drop } = stack();
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const patch = (eventId: string, body: object) => admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
const statusOf = (eventId: string) =>
  db.event.findUniqueOrThrow({ where: { id: eventId } }).then(({ status }) => status);

describe('F55 an event', () => {
  it('F55 with orders is no draft again, also not by way of a sale in the future', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    await ada.buy(1);
    expect((await patch(eventId, { status: 'scheduled', on_sale_at: soon(3_600_000) })).status).toBe(200);
    const refused = await patch(eventId, { status: 'draft' });
    expect(refused).toMatchObject({ status: 409, body: { from: 'scheduled', to: 'draft' } });
    expect(await statusOf(eventId)).toBe('scheduled');
    expect((await ada.ask('/me/tickets')).body).toMatchObject({ count: 1 });
  });

  it('F55 with tickets held is no draft again either, but one that nobody has bought at is', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    await patch(eventId, { status: 'scheduled' });
    expect((await patch(eventId, { status: 'draft' })).status).toBe(409);
    await ada.giveBack(held.body.id);
    await eventually(
      () => patch(eventId, { status: 'scheduled' }).then(() => patch(eventId, { status: 'draft' })),
      ({ status }) => status === 200,
    );
  });

  it('F55 that has started cannot be put on sale', async () => {
    const dates = { on_sale_at: soon(-7_200_000), starts_at: soon(-3_600_000) };
    const { eventId } = await drop({ status: 'draft', ...dates });
    for (const status of ['on_sale', 'scheduled']) {
      expect(await patch(eventId, { status })).toMatchObject({ status: 409, body: { error: 'event_started' } });
      const event = { name: 'Over', venue: 'The Hall', status, ...dates };
      expect(await admin('/admin/events', { method: 'POST', body: event })).toMatchObject({
        status: 409,
        body: { error: 'event_started' },
      });
    }
    expect(await statusOf(eventId)).toBe('draft');
    expect((await patch(eventId, { status: 'on_sale', starts_at: soon(3_600_000) })).status).toBe(200);
  });

  it('F55 is closed by a start in the past only when the organiser says so', async () => {
    const { eventId, buyer } = await drop({ on_sale_at: soon(-7_200_000) });
    const past = { starts_at: soon(-3_600_000) };
    for (const change of [past, { ...past, confirm_close: false }]) {
      expect(await patch(eventId, change)).toMatchObject({ status: 409, body: { error: 'would_close' } });
    }
    expect(await statusOf(eventId)).toBe('on_sale');
    await buyer().enter();
    expect(await patch(eventId, { ...past, confirm_close: true })).toMatchObject({
      status: 200,
      body: { status: 'closed' },
    });
    expect(await buyer().join()).toMatchObject({ status: 409, body: { error: 'sale_closed' } });
  });
});
