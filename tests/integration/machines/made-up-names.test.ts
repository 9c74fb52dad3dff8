import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { caller, stack, type Call } from '../../harness.ts';

const { apiUrl, call, db, drop, redis } = stack();
const ROUNDS = 40;

/** The requests of somebody who makes everything up, of each kind that a name is looked up for. */
function madeUpRequests(eventId: string, tierId: string, word: string): [path: string, call: Call][] {
  const headers = { 'x-user-id': `${word}-${randomUUID()}`, 'idempotency-key': randomUUID() };
  const post = (body: object = {}): Call => ({ method: 'POST', body, headers });
  const wish = { tier_id: tierId, quantity: 1, token: randomUUID() };
  const unknown = `${word}-${randomUUID()}`;
  return [
    [`/events/${randomUUID()}`, {}],
    [`/events/${unknown}`, {}],
    [`/events/${randomUUID()}/availability`, {}],
    [`/events/${randomUUID()}/waiting-room/join`, { method: 'POST', headers }],
    [`/events/${eventId}/waiting-room/status?token=${randomUUID()}`, {}],
    [`/events/${eventId}/waiting-room/leave?token=${randomUUID()}`, { method: 'DELETE', headers }],
    [`/events/${eventId}/reservations`, post(wish)],
    [`/events/${randomUUID()}/reservations`, post(wish)],
    [`/events/${eventId}/allowance`, { headers }],
    ['/checkout/sessions', post({ reservation_id: randomUUID() })],
    ['/checkout/confirm', post({ checkout_id: randomUUID(), simulate: 'success' })],
    ['/me/tickets', { headers }],
    [`/${unknown}`, {}],
  ];
}

/** The keys of an event that end only with its sale. */
async function lasting(eventId: string): Promise<string[]> {
  const keys = await redis.keys(`td:{${eventId}}:*`);
  const lifetimes = await Promise.all(keys.map((key) => redis.ttl(key)));
  return keys.filter((_, i) => lifetimes[i] === -1).toSorted();
}

describe('made-up events, buyers, tokens and addresses', () => {
  it('F52 leave nothing in Postgres, nothing in Redis that lasts, and no line in the metrics', async () => {
    const { eventId, tierIds } = await drop();
    const word = `made-up-${randomUUID().slice(0, 8)}`;
    const ask = async () => {
      const from = caller(apiUrl);
      for (const [path, request] of madeUpRequests(eventId, tierIds[0]!, word))
        expect((await from(path, request)).status, path).toBeLessThan(500);
    };
    const metrics = async () => (await call('/metrics')).body as string;
    const series = async () => (await metrics()).split('\n').filter((line) => /^ticketdrop_(http|refusals)/.test(line));
    await ask();
    await metrics(); // has lines of its own from the second time on
    const before = (await series()).length;
    const roomBefore = await lasting(eventId);
    for (let round = 0; round < ROUNDS; round += 5) await Promise.all(Array.from({ length: 5 }, ask));

    expect((await series()).length).toBe(before);
    expect(await metrics()).not.toContain(word);
    const left = (await redis.keys('*')).filter((key) => key.includes(word));
    for (const key of left) {
      expect(key).toMatch(/^td:limit:/);
      const seconds = await redis.ttl(key);
      // -2: it has ended since the list was read.
      expect(seconds === -2 || (seconds >= 0 && seconds <= 60), `${key} lasts ${seconds} s`).toBe(true);
    }
    expect(await lasting(eventId)).toEqual(roomBefore);
    const ofWord = { where: { buyer_id: { startsWith: word } } };
    expect(await Promise.all([db.buyerCounter.count(ofWord), db.reservation.count(ofWord)])).toEqual([0, 0]);
  });

  it('F52 get one place for each buyer, and the same one however often it is asked for', async () => {
    const { eventId } = await drop();
    const [home, office] = [caller(apiUrl), caller(apiUrl)];
    const headers = { 'x-user-id': `one-${randomUUID()}` };
    const join = (from: typeof home) => from(`/events/${eventId}/waiting-room/join`, { method: 'POST', headers });
    const answers = await Promise.all([join(home), join(home), join(office), join(office)]);
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1);
    expect(await redis.hlen(`td:{${eventId}}:entries`)).toBe(1);
  });
});
