import { expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, call, drop } = stack();

it('shows the time zone of an event wherever its times are shown', async () => {
  const { eventId, buyer } = await drop({ time_zone: 'Europe/Berlin' });
  const ada = await buyer().enter();
  await ada.buy(1);
  for (const answer of [await admin(`/admin/events/${eventId}`), await call(`/events/${eventId}`)])
    expect(answer.body).toMatchObject({ time_zone: 'Europe/Berlin' });
  expect((await ada.ask('/me/tickets')).body.tickets[0].event).toMatchObject({ time_zone: 'Europe/Berlin' });
  const changed = await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { time_zone: null } });
  expect(changed).toMatchObject({ status: 200, body: { time_zone: null } });
});

it('needs none', async () => {
  const { eventId } = await drop();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ time_zone: null });
});

it.each(['+01:00', 'Berlin', 'Europe/Atlantis', 'x'.repeat(70)])('is none of %j', async (time_zone) => {
  const { eventId } = await drop();
  const refused = await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { time_zone } });
  expect(refused).toMatchObject({ status: 400, body: { fields: ['time_zone'] } });
});
