import { describe, expect, it } from 'vitest';
import { stack, type Call } from '../../harness.ts';

const { call, drop } = stack();
const origin = 'https://shop.example';
const from = (path: string, { headers, ...rest }: Call = {}) =>
  call(path, { ...rest, headers: { origin, ...headers } });

describe('a page of an allowed origin', () => {
  it('is told before a purchase that it may send what a purchase needs', async () => {
    const { status, headers } = await from('/checkout/sessions', {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-user-id,idempotency-key',
      },
    });
    expect(status).toBe(204);
    expect(headers['access-control-allow-origin']).toBe(origin);
    for (const name of ['content-type', 'authorization', 'idempotency-key', 'x-user-id'])
      expect(String(headers['access-control-allow-headers']).toLowerCase().split(',')).toContain(name);
    expect(String(headers['access-control-allow-methods'])).toMatch(/POST.*PATCH.*DELETE/);
  });

  it('can read every answer, also a refusal, and the headers that matter', async () => {
    const { eventId } = await drop({ status: 'scheduled' });
    const answers = {
      200: await from(`/events/${eventId}`),
      304: await from(`/events/${eventId}`, { headers: { 'if-none-match': '*' } }),
      400: await from('/me/tickets'),
      401: await from('/admin/events'),
      404: await from('/nowhere'),
      405: await from('/events', { method: 'PUT' }),
      413: await from('/checkout/confirm', { method: 'POST', raw: 'x'.repeat(70_000) }),
      415: await from('/checkout/confirm', { method: 'POST', raw: 'x', headers: { 'content-type': 'text/plain' } }),
    };
    for (const [status, answer] of Object.entries(answers)) {
      expect(answer.status).toBe(Number(status));
      expect(answer.headers['access-control-allow-origin'], status).toBe(origin);
      expect(String(answer.headers['vary']), status).toContain('Origin');
      const exposed = String(answer.headers['access-control-expose-headers']).toLowerCase().split(',');
      expect(exposed).toEqual(expect.arrayContaining(['link', 'etag', 'retry-after', 'idempotent-replayed']));
    }
  });
});

it('tells a page of another origin nothing', async () => {
  const { status, headers } = await call('/events', { headers: { origin: 'https://evil.example' } });
  expect(status).toBe(200);
  expect(headers['access-control-allow-origin']).toBeUndefined();
});
