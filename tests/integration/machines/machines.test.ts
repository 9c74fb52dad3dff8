import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';

const { admin, call, drop } = stack();

describe('the API as machines see it', () => {
  it('is alive and ready', async () => {
    expect((await call('/health')).status).toBe(200);
    expect(await call('/health/ready')).toMatchObject({
      status: 200,
      body: {
        status: expect.any(String),
        checks: { database: expect.anything(), redis: expect.anything(), temporal: expect.anything() },
      },
    });
  });

  it('describes every route in OpenAPI', async () => {
    const { body, status } = await call('/openapi.json');
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\./);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/events',
        '/events/{id}',
        '/events/{id}/availability',
        '/events/{id}/waiting-room/join',
        '/events/{id}/waiting-room/status',
        '/events/{id}/reservations',
        '/events/{id}/reservations/{reservationId}',
        '/checkout/sessions',
        '/checkout/sessions/{id}',
        '/checkout/confirm',
        '/me/tickets',
        '/me/order',
        '/admin/events',
        '/admin/events/{id}',
        '/admin/tiers',
        '/admin/tiers/{id}',
        '/admin/events/{id}/pause',
        '/admin/events/{id}/status',
        '/admin/events/{id}/timeline',
        '/admin/events/{id}/reservations',
        '/admin/events/{id}/orders',
      ]),
    );
    const docs = await call('/docs');
    expect(docs.status).toBe(200);
    expect(docs.body).not.toMatch(/https?:\/\/(?!localhost|127)/);
  });

  it('has a metric for each kind of activity, without buyer ids', async () => {
    const { buyer } = await drop();
    await (await buyer().enter()).buy(1);
    const { body } = await call('/metrics');
    for (const metric of ['http_request_duration', 'joins', 'refusals', 'queue_length', 'holds', 'orders', 'temporal_'])
      expect(body).toContain(metric);
    expect(body).toContain('route="/events/:id/waiting-room/join"');
    expect(body).not.toMatch(/buyer-/);
  });

  it.each([
    ['an unknown path', 'GET', '/nowhere', {}, 404],
    ['another method', 'PUT', '/events', {}, 405],
    [
      'a body that is too large',
      'POST',
      '/checkout/confirm',
      { raw: JSON.stringify({ checkout_id: 'x'.repeat(70_000) }) },
      413,
    ],
    [
      'another content type',
      'POST',
      '/checkout/confirm',
      { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
    ],
    ['broken JSON', 'POST', '/checkout/confirm', { raw: '{"a":' }, 400],
  ] as const)('F29 answers %s with a problem document', async (_name, method, path, extra, status) => {
    const answer = await call(path, {
      method,
      ...extra,
      headers: { 'x-user-id': 'ada', ...('headers' in extra ? extra.headers : {}) },
    });
    expect(answer.status).toBe(status);
    expect(String(answer.headers['content-type'])).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      type: expect.any(String),
      title: expect.any(String),
      status,
      error: expect.any(String),
    });
    if (status === 405) expect(String(answer.headers['allow'])).toContain('GET');
    expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.ts|SELECT|prisma/i);
  });

  it('gives each request an id, or keeps a well-formed one from the client', async () => {
    const id = randomUUID();
    expect((await call('/health', { headers: { 'x-request-id': id } })).headers['x-request-id']).toBe(id);
    expect((await call('/health', { headers: { 'x-request-id': 'a b\\c' } })).headers['x-request-id']).not.toBe(
      'a b\\c',
    );
  });

  it('limits reservations and checkouts by buyer', async () => {
    const { buyer } = await drop({ capacity: 50 });
    const ada = await buyer().enter();
    const reserves = [];
    for (let i = 0; i < 7; i += 1) reserves.push((await ada.reserve(1)).status);
    expect(reserves).toEqual([201, 409, 409, 409, 409, 429, 429]);
    const held = (await ada.mine()).body;
    const sessions = [];
    for (let i = 0; i < 6; i += 1) sessions.push((await ada.checkout(held.id)).status);
    expect(sessions).toEqual([201, 200, 200, 200, 200, 429]);
  });

  it('answers 404 for an unknown event and for something that is no event id', async () => {
    for (const id of [randomUUID(), 'x', '%00', "';--"]) {
      const answer = await call(`/events/${encodeURIComponent(id)}`);
      expect(answer).toMatchObject({ status: 404, body: { error: 'Event not found' } });
    }
    expect((await admin('/admin/events/x')).status).toBe(404);
  });

  it('needs a buyer id where there is a buyer, and refuses a malformed one', async () => {
    expect((await call('/me/tickets')).status).toBe(400);
    expect((await call('/me/tickets', { headers: { 'x-user-id': 'x'.repeat(129) } })).status).toBe(400);
    expect((await call('/me/tickets', { headers: { 'x-user-id': 'a b' } })).status).toBe(400);
  });
});
