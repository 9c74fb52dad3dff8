import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, adminToken, apiUrl, db, drop } = stack();
const plan = (given: Record<string, unknown> = {}) => ({
  name: 'A concert',
  venue: 'The Hall',
  starts_at: '2999-01-02T00:00:00Z',
  on_sale_at: '2999-01-01T00:00:00Z',
  ...given,
});
const create = (given: Record<string, unknown>) => admin('/admin/events', { method: 'POST', body: plan(given) });
const addTier = (eventId: string, name: string) =>
  admin('/admin/tiers', { method: 'POST', body: { event_id: eventId, name, price_cents: 100, capacity: 1 } });

describe('a body', () => {
  it.each([
    'application/json ; charset=utf-8',
    'application/json;',
    'application/json; charset=utf-8;',
    'application/json; profile="a;b"',
    'Application/JSON',
  ])('is taken as JSON when its type is spelled %s', async (type) => {
    const answer = await admin('/admin/events', {
      method: 'POST',
      raw: JSON.stringify(plan()),
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(201);
  });

  it('is refused, and nothing of it stored, when it is no UTF-8', async () => {
    const events = await db.event.count();
    const [head = '', tail = ''] = JSON.stringify(plan({ name: 'Beyon|' })).split('|');
    for (const broken of ['e9', 'c0af', 'eda080', 'f4908080', 'e282']) {
      const answer = await request(`${apiUrl}/admin/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: Buffer.concat([Buffer.from(head), Buffer.from(broken, 'hex'), Buffer.from(tail)]),
      });
      expect(answer.statusCode, broken).toBe(400);
      expect(await answer.body.json()).toMatchObject({ error: 'Malformed JSON' });
    }
    expect(await db.event.count()).toBe(events);
  });
});

describe('a name', () => {
  it('is stored in one form, and refused when nobody can see it or it turns the text around', async () => {
    expect(
      await create({ name: 'Cafe\u0301', venue: '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 Fest' }),
    ).toMatchObject({
      status: 201,
      body: { name: 'Caf\u00e9', venue: '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 Fest' },
    });
    const { eventId } = await drop({ status: 'draft' });
    for (const name of ['\u200b', '\u3164', '\u2800', 'Free \u202egnihton stsoc', 'A\ud83dB']) {
      expect((await create({ name })).status, JSON.stringify(name)).toBe(400);
      expect((await create({ venue: name })).status, JSON.stringify(name)).toBe(400);
      expect((await addTier(eventId, name)).status, JSON.stringify(name)).toBe(400);
    }
  });

  it.each([
    ['Caf\u00e9', 'Cafe\u0301'],
    ['Balcony', 'Balcony\u200b'],
    ['\u212b', '\u00c5'],
    ['A B', 'A\u00a0B'],
  ])('of a tier is taken when another one looks the same: %j and %j', async (first, second) => {
    const { eventId, tierIds } = await drop({ status: 'draft', tiers: [{ name: 'Stalls', capacity: 1 }] });
    expect((await addTier(eventId, first)).status).toBe(201);
    const taken = { status: 400, body: { error: 'A tier of this name exists', fields: ['name'] } };
    expect(await addTier(eventId, second)).toMatchObject(taken);
    expect(await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { name: second } })).toMatchObject(taken);
  });

  it('of a tier is given once when two organisers choose it at the same moment', async () => {
    const { eventId } = await drop({ status: 'draft', tiers: [] });
    const answers = await Promise.all(['Balcony', 'Balcony\u200b'].map((name) => addTier(eventId, name)));
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 400]));
  });

  it('of a tier may be given to itself again', async () => {
    const { tierIds } = await drop({ status: 'draft', tiers: [{ name: 'Stalls', capacity: 1 }] });
    const renamed = await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { name: 'Stalls ' } });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Stalls' } });
  });
});

describe('an instant', () => {
  it.each(['9999-12-31T23:59:59-05:00', '9999-12-31T23:59:59-12:00', '+010000-01-01T00:00:00Z'])(
    'that no calendar can write in UTC is refused: %s',
    async (instant) => {
      const { eventId } = await drop({ status: 'draft' });
      for (const body of [{ starts_at: instant }, { on_sale_at: instant }]) {
        expect((await create(body)).status).toBe(400);
        expect((await admin(`/admin/events/${eventId}`, { method: 'PATCH', body })).status).toBe(400);
      }
    },
  );
});
