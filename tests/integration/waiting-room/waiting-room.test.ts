import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { caller, eventually, stack } from '../../harness.ts';

const { admin, apiUrl, call, drop, redis, temporal } = stack();
const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('joining', () => {
  it('gives the same buyer the same place, and every join without a buyer id a new one', async () => {
    const { eventId, buyer } = await drop();
    const [one, other] = [buyer('ada'), buyer('ada')];
    await Promise.all([one.join(), other.join()]);
    expect(one.token).toBe(other.token);
    const joinWithoutBuyerId = () => call(`/events/${eventId}/waiting-room/join`, { method: 'POST' });
    const [first, second] = [await joinWithoutBuyerId(), await joinWithoutBuyerId()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.token).not.toBe(second.body.token);
  });

  it('refuses a place at an event that is unknown, a draft, closed or cancelled', async () => {
    const join = (eventId: string) => call(`/events/${eventId}/waiting-room/join`, { method: 'POST' });
    expect(await join(randomUUID())).toMatchObject({ status: 404, body: { error: 'Event not found' } });
    expect((await join('no-uuid')).status).toBe(404);
    expect((await join((await drop({ status: 'draft' })).eventId)).status).toBe(404);
    for (const status of ['closed', 'canceled']) {
      const { eventId } = await drop();
      await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status } });
      expect(await join(eventId)).toMatchObject({ status: 409, body: { error: 'sale_closed' } });
    }
  });

  it('starts the workflow of the place, with the number of the place in its memo', async () => {
    const { eventId, buyer } = await drop({ on_sale_at: soon(60_000), status: 'scheduled' });
    const ada = buyer();
    await ada.join();
    const handle = temporal.workflow.getHandle(workflowIds.entry(eventId, ada.token));
    const description = await eventually(
      () => handle.describe().catch(() => undefined),
      (found) => found !== undefined,
    );
    expect(description!.memo).toMatchObject({ place: { number: 1, token: ada.token } });
  });
});

describe('the status of a place', () => {
  it('counts down before the sale', async () => {
    const { buyer } = await drop({ on_sale_at: soon(60_000), status: 'scheduled' });
    const ada = buyer();
    await ada.join();
    const { status, body } = await ada.status();
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'waiting', paused: false, onSaleAt: expect.stringMatching(/Z$/) });
    expect(body.secondsUntilOnSale).toBeGreaterThan(50);
    expect(body.secondsUntilOnSale).toBeLessThanOrEqual(60);
  });

  it('needs a token, and refuses one that is unknown or has ended', async () => {
    const { eventId } = await drop();
    const ask = (query: string) => call(`/events/${eventId}/waiting-room/status${query}`);
    expect(await ask('')).toMatchObject({ status: 400, body: { error: 'Token is required' } });
    expect(await ask(`?token=${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { error: 'Invalid or expired token' },
    });
  });

  it('admits people in the order of their joins, wave by wave, and no position ever grows', async () => {
    const { buyer } = await drop({
      on_sale_at: soon(2_500),
      status: 'scheduled',
      wave_size: 2,
      wave_interval_ms: 1_500,
    });
    const buyers = Array.from({ length: 5 }, () => buyer());
    for (const one of buyers) await one.join();
    const positions = buyers.map(() => [] as number[]);
    const enteredAt = buyers.map(() => 0);
    await eventually(
      async () => {
        for (const [i, one] of buyers.entries()) {
          const { body } = await one.status();
          if (body.state !== 'sale_open') continue;
          positions[i]!.push(body.position);
          if (body.canEnter) enteredAt[i] ||= Date.now();
          if (body.canEnter)
            expect(body).toMatchObject({ position: 0, etaSeconds: 0, accessExpiresAt: expect.any(String) });
        }
        return enteredAt.filter(Boolean).length;
      },
      (inside) => inside === buyers.length,
    );
    for (const series of positions) expect(series).toEqual(series.toSorted((a, b) => b - a));
    expect(Math.max(enteredAt[0]!, enteredAt[1]!)).toBeLessThan(Math.min(enteredAt[2]!, enteredAt[3]!));
    expect(Math.max(enteredAt[2]!, enteredAt[3]!)).toBeLessThan(enteredAt[4]!);
  });

  it('admits newcomers at once into an empty room, until the size of the last wave is used up', async () => {
    const { buyer } = await drop({ wave_size: 2, wave_interval_ms: 60_000 });
    const buyers = [buyer(), buyer(), buyer()];
    for (const one of buyers) await one.join();
    const answers = await Promise.all(buyers.map((one) => one.status()));
    expect(answers.map(({ body }) => body.canEnter)).toEqual([true, true, false]);
    expect(answers[2]!.body).toMatchObject({ position: 1, total: 1 });
    expect(answers[2]!.body.etaSeconds).toBeGreaterThan(0);
    expect(answers[2]!.body.etaSeconds).toBeLessThanOrEqual(60);
  });

  it('keeps the pass until its deadline, which polling does not move, and then the place is gone', async () => {
    const { buyer } = await drop({ access_ttl_seconds: 2 });
    const ada = await buyer().enter();
    const first = (await ada.status()).body.accessExpiresAt;
    const before = ada.token;
    await eventually(ada.status, ({ status, body }) => {
      if (status === 200) expect(body.accessExpiresAt).toBe(first);
      return status === 404;
    });
    await ada.join();
    expect(ada.token).not.toBe(before);
  });
});

describe('leaving and clearing', () => {
  it('gives the place back and ends its workflow', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
    const [first, second, third] = [buyer(), buyer(), buyer()];
    for (const one of [first, second, third]) await one.join();
    expect((await third.status()).body.position).toBe(2);
    const leave = () => second.ask(`/events/${eventId}/waiting-room/leave?token=${second.token}`, { method: 'DELETE' });
    expect((await leave()).status).toBe(200);
    expect((await third.status()).body.position).toBe(1);
    expect((await leave()).status).toBe(404);
    const handle = temporal.workflow.getHandle(workflowIds.entry(eventId, second.token));
    await eventually(
      () =>
        handle.describe().then(
          ({ status }) => status.name,
          () => 'not yet',
        ),
      (name) => name === 'COMPLETED',
    );
  });

  it('ends every place when the organiser clears the room', async () => {
    const { eventId, buyer } = await drop({ on_sale_at: soon(60_000), status: 'scheduled' });
    const buyers = [buyer(), buyer(), buyer()];
    for (const one of buyers) await one.join();
    const clear = () => admin(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' });
    expect(await clear()).toMatchObject({ status: 200, body: { cleared: 3, message: expect.any(String) } });
    expect((await buyers[0]!.status()).status).toBe(404);
    expect(await clear()).toMatchObject({ status: 200, body: { cleared: 0 } });
    expect((await call(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' })).status).toBe(401);
  });
});

describe('a pause', () => {
  it('admits nobody and refuses reservations until the sale is resumed', async () => {
    const { eventId, buyer } = await drop();
    const ada = await buyer().enter();
    const paused = await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
    expect(paused).toMatchObject({ status: 200, body: { message: expect.any(String), event: { id: eventId } } });
    expect((await ada.status()).body).toMatchObject({ paused: true, canEnter: false });
    expect(await ada.reserve()).toMatchObject({ status: 403, body: { paused: true } });
    await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
    expect((await ada.status()).body).toMatchObject({ paused: false, canEnter: true });
    expect((await ada.reserve()).status).toBe(201);
  });
});

it('F33 limits joins by client address and event whatever is forwarded for, and says when to come back', async () => {
  const { eventId } = await drop();
  const oneAddress = caller(apiUrl);
  const answers = [];
  for (let i = 0; i < 1_000; i += 1)
    answers.push(
      await oneAddress(`/events/${eventId}/waiting-room/join`, {
        method: 'POST',
        headers: { 'x-forwarded-for': `10.0.${i >> 8}.${i % 256}` },
      }),
    );
  expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), ...Array(990).fill(429)]);
  const refused = answers.at(-1)!;
  expect(refused.body).toMatchObject({ error: 'rate_limited', retryAfterSeconds: expect.any(Number) });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const keys = await redis.keys('td:limit:join*');
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
});
