import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { caller, stack, type Call } from '../../harness.ts';

const { adminToken, apiUrl, call, drop } = stack();

type Parameter = { name: string; in: 'path' | 'query' | 'header' };
type Response = { links?: Record<string, { operationRef: string; parameters?: Record<string, string> }> };
type Operation = { parameters?: Parameter[]; responses: Record<string, Response> };

let paths: Record<string, Record<string, Operation>> = {};
beforeAll(async () => {
  paths = (await call('/openapi.json')).body.paths;
});
const operations = () =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

describe('the description of the API', () => {
  it('is the same text each time, and is not sent again to whoever has it', async () => {
    const [first, second] = [await call('/openapi.json'), await call('/openapi.json')];
    expect(second).toMatchObject({ status: 200, body: first.body, headers: { etag: first.headers['etag'] } });
    const again = await call('/openapi.json', { headers: { 'if-none-match': String(first.headers['etag']) } });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  it('F54 is made once: six hundred who ask for it make nobody else wait', async () => {
    const flood = Array.from({ length: 20 }, () => caller(apiUrl)).flatMap((ask) =>
      Array.from({ length: 30 }, () => ask('/openapi.json')),
    );
    const started = performance.now();
    expect((await call('/health')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_000);
    for (const { status } of await Promise.all(flood)) expect(status).toBe(200);
  });

  it('tells every status that a route answers with, whatever it is asked', async () => {
    const { eventId, tierIds } = await drop({ status: 'draft' });
    const undocumented = new Set<string>();
    const oddText = fc.constantFrom(
      '',
      'x',
      '%00',
      '%ff',
      '0',
      '-1',
      '1e9',
      randomUUID(),
      eventId,
      tierIds[0]!,
      '%C3%A9',
    );
    const oddValue = fc.oneof(fc.jsonValue({ maxDepth: 1 }), oddText, fc.constantFrom(0, -1, 1.5, 1e21, null));
    const fields = ['id', 'event_id', 'tier_id', 'token', 'quantity', 'name', 'checkout_id', 'simulate', 'status'];
    const request = fc.record({
      operation: fc.constantFrom(...operations()),
      words: fc.array(oddText, { minLength: 4, maxLength: 4 }),
      withQuery: fc.boolean(),
      body: fc.oneof(
        fc.constantFrom(undefined, '', '{', '[]', 'null', '\u0000', JSON.stringify({ name: 'x'.repeat(70_000) })),
        fc.dictionary(fc.constantFrom(...fields), oddValue).map((value) => JSON.stringify(value)),
      ),
      type: fc.constantFrom('application/json', 'application/json;', 'text/plain', ''),
      buyer: fc.constantFrom(undefined, 'ada', 'a b', 'x'.repeat(129)),
      admin: fc.constantFrom(undefined, 'Bearer', 'Bearer wrong', `Bearer ${adminToken}`),
      key: fc.constantFrom(undefined, 'key', 'k'.repeat(256)),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ operation: { path, method, operation }, words, withQuery, ...given }) => {
        const [query, ...rest] = [
          (operation.parameters ?? [])
            .filter((parameter) => parameter.in === 'query')
            .map(({ name }, index) => `${name}=${words[index % 4]}`)
            .join('&'),
          ...words,
        ];
        let used = 0;
        const address = path.replaceAll(/\{\w+\}/g, () => rest[used++ % 4] || 'x');
        const headers = Object.entries({
          'content-type': given.type || undefined,
          'x-user-id': given.buyer,
          authorization: given.admin,
          'idempotency-key': given.key,
        }).filter((entry): entry is [string, string] => entry[1] !== undefined);
        const sent: Call = { method, headers: Object.fromEntries(headers) };
        if (method !== 'GET' && given.body !== undefined) sent.raw = given.body;
        const answer = await call(withQuery && query ? `${address}?${query}` : address, sent);
        if (!(answer.status in operation.responses)) undocumented.add(`${method} ${path}: ${answer.status}`);
        expect(answer.status).not.toBe(500);
      }),
      { numRuns: 1_500, seed: 11 },
    );
    expect([...undocumented]).toEqual([]);
  });

  it.each([
    ['GET', '/checkout/sessions/{id}'],
    ['GET', '/events/{id}/reservations'],
    ['DELETE', '/events/{id}/reservations/{reservationId}'],
    ['GET', '/admin/tiers'],
  ])('tells that %s %s may be a bad request', (method, path) => {
    expect(Object.keys(paths[path]![method.toLowerCase()]!.responses)).toContain('400');
  });

  it('leads from a reservation to its checkout, and each of its links to an operation that takes what it gives', () => {
    const links = operations().flatMap(({ operation: { responses } }) =>
      Object.values(responses).flatMap(({ links: own = {} }) => Object.values(own)),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const { operationRef, parameters = {} } of links) {
      const [path = '', method = ''] = operationRef.slice('#/paths/'.length).split('/');
      const target = paths[path.replaceAll('~1', '/')]?.[method];
      expect(target, operationRef).toBeDefined();
      const known = target!.parameters?.map(({ name }) => name) ?? [];
      expect(known, operationRef).toEqual(expect.arrayContaining(Object.keys(parameters)));
    }
    expect(paths['/events/{id}/reservations']!['post']!.responses['201']!.links).toMatchObject({
      POST_checkout_sessions: { requestBody: { reservation_id: '$response.body#/id' } },
    });
  });
});
