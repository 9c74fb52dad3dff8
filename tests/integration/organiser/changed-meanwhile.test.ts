import { describe, expect, it } from 'vitest';
import { stack, type Drop } from '../../harness.ts';

const { admin, call, drop } = stack();

const patch = (path: string, body: object, ifMatch?: string) =>
  admin(path, { method: 'PATCH', body, ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }) });

const changeable: [string, (sale: Drop) => string, object][] = [
  ['an event', ({ eventId }) => `/admin/events/${eventId}`, { venue: 'The Arena' }],
  ['a tier', ({ tierIds }) => `/admin/tiers/${tierIds[0]}`, { capacity: 500 }],
];

describe.each(changeable)('%s', (_, pathOf, change) => {
  it('is changed by those who saw it as it is, and by those who do not say what they saw', async () => {
    const sale = await drop();
    const path = pathOf(sale);
    const seen = await admin(path);
    expect(seen.headers['etag']).toBe(seen.body.etag);
    const changed = await patch(path, change, seen.body.etag);
    expect(changed).toMatchObject({ status: 200, body: change });
    expect(changed.headers['etag']).toBe(changed.body.etag);
    expect(changed.body.etag).not.toBe(seen.body.etag);
    expect((await patch(path, { name: 'B' }, changed.body.etag)).status).toBe(200);
    for (const ifMatch of [undefined, '*']) expect((await patch(path, { name: 'C' }, ifMatch)).status).toBe(200);
  });

  it('is not changed on top of what somebody else changed, and the present values are told', async () => {
    const sale = await drop();
    const path = pathOf(sale);
    const { etag } = (await admin(path)).body;
    await patch(path, change);
    const refused = await patch(path, { name: 'Mine' }, etag);
    const { body: present } = await admin(path);
    expect(refused).toMatchObject({ status: 412, body: { error: 'changed_meanwhile', current: present } });
    expect(refused.headers['etag']).toBe(present.etag);
    expect(present).toMatchObject(change);
    expect(present.name).not.toBe('Mine');
  });

  it('is changed by one of those who try at the same moment', async () => {
    const sale = await drop();
    const path = pathOf(sale);
    const { etag } = (await admin(path)).body;
    const names = Array.from({ length: 8 }, (__, i) => `Name ${i}`);
    const statuses = await Promise.all(names.map(async (name) => (await patch(path, { name }, etag)).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });
});

it('counts a purchase and a pause as no change', async () => {
  const { eventId, tierIds, buyer } = await drop();
  const event = (await admin(`/admin/events/${eventId}`)).body;
  const tier = (await admin(`/admin/tiers/${tierIds[0]}`)).body;
  await (await buyer().enter()).buy(2);
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  expect((await patch(`/admin/tiers/${tierIds[0]}`, { capacity: 50 }, tier.etag)).status).toBe(200);
  expect((await patch(`/admin/events/${eventId}`, { venue: 'The Hall' }, event.etag)).status).toBe(200);
});

it('tells organisers what counts for events without settings of their own', async () => {
  expect(await admin('/admin/defaults')).toMatchObject({
    status: 200,
    body: { purchase_limit: 6, reservation_ttl_seconds: expect.any(Number), wave_size: expect.any(Number) },
  });
  expect((await call('/admin/defaults')).status).toBe(401);
});
