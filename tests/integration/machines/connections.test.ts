import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stack } from '../../harness.ts';
import { rawConnection, rawRequest } from './raw-connection.ts';

const { apiUrl } = stack();
const json = { 'Content-Type': 'application/json' };
const connected = async () => {
  const connection = await rawConnection(apiUrl);
  onTestFinished(connection.end);
  return connection;
};
const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const withLength = (body: string) => ({ 'Content-Length': String(Buffer.byteLength(body)) });
const long = JSON.stringify({ checkout_id: 'x'.repeat(200_000) });
const short = '{"a":1}';

/** Requests that are refused at different points: before, while and after the body is read. */
const refusals: [string, number, string][] = [
  ['is too long', 413, rawRequest('POST', '/checkout/confirm', { ...json, ...withLength(long) }, long)],
  [
    'turns out too long in chunks',
    413,
    rawRequest('POST', '/checkout/confirm', { ...json, 'Transfer-Encoding': 'chunked' }, chunked(long)),
  ],
  ['goes nowhere', 404, rawRequest('POST', '/nowhere', { ...json, ...withLength(long) }, long)],
  ['goes nowhere in chunks', 404, rawRequest('POST', '/no', { 'Transfer-Encoding': 'chunked' }, chunked(long))],
  ['has another method', 405, rawRequest('PUT', '/events', { ...json, ...withLength(long) }, long)],
  ['is no JSON', 415, rawRequest('POST', '/checkout/confirm', { 'Content-Type': 'a/b', ...withLength(short) }, short)],
  ['has no credentials', 401, rawRequest('POST', '/admin/events', { ...json, ...withLength(short) }, short)],
  ['has no buyer', 400, rawRequest('POST', '/checkout/confirm', { ...json, ...withLength(short) }, short)],
  ['comes with a GET', 200, rawRequest('GET', '/health', { ...json, ...withLength(long) }, long)],
  ['has a malformed path', 400, rawRequest('POST', '/a\\b', { ...json, ...withLength(long) }, long)],
];

describe('a kept connection', () => {
  it.each(refusals)('F40 answers what follows a request whose body %s (%i)', async (_what, status, refused) => {
    const connection = await connected();
    connection.write(refused);
    expect(await connection.next()).toMatchObject({ status });
    // For longer than the half second after which the HTTP adapter used to cut such connections.
    for (const until = Date.now() + 700; Date.now() < until;) {
      connection.write(rawRequest('GET', '/health/ready'));
      expect(await connection.next()).toMatchObject({ status: 200 });
    }
  });

  it('F40 answers every request of a pipeline in which each second one is refused, in order', async () => {
    const connection = await connected();
    const pipeline = refusals.flatMap(([, status, refused]) => [
      { status, text: refused },
      { status: 404, text: rawRequest('GET', `/events/${randomUUID()}`) },
    ]);
    connection.write(pipeline.map(({ text }) => text).join(''));
    for (const { status } of pipeline) {
      const answer = await connection.next();
      expect(answer?.status).toBe(status);
      expect(answer?.headers['connection']).not.toBe('close');
    }
  });

  it('F40 answers a refused request whose client takes only one answer, whole', async () => {
    const connection = await connected();
    connection.write(rawRequest('POST', '/nowhere', { Connection: 'close', ...withLength(long) }, long));
    const answer = await connection.next();
    expect(answer).toMatchObject({ status: 404, headers: { connection: 'close' } });
    expect(JSON.parse(answer!.body)).toMatchObject({ error: 'Not found' });
    await connection.closed;
  });

  it('F40 says that it closes after a body that is too long to be read to its end', async () => {
    const connection = await connected();
    connection.write(rawRequest('POST', '/checkout/confirm', { ...json, 'Content-Length': String(2 ** 30) }, short));
    expect(await connection.next()).toMatchObject({ status: 413, headers: { connection: 'close' } });
    await connection.closed;
  });

  it('is kept for longer than a proxy keeps it, and says so', async () => {
    const connection = await connected();
    connection.write(rawRequest('GET', '/health'));
    expect(await connection.next()).toMatchObject({ status: 200, headers: { 'keep-alive': 'timeout=65' } });
  });
});

describe('a client that speaks HTTP differently', () => {
  it('gets 200 at /health by HTTP/1.0 without a Host header', async () => {
    const connection = await connected();
    connection.write('GET /health HTTP/1.0\r\n\r\n');
    const answer = await connection.next();
    expect(answer).toMatchObject({ status: 200 });
    await connection.closed;
  });

  it('gets a problem document for a path or a host that makes no address', async () => {
    for (const text of [rawRequest('GET', '/a\\b'), rawRequest('GET', '/health', { Host: 'a b' })]) {
      const connection = await connected();
      connection.write(text);
      const answer = await connection.next();
      expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'application/problem+json' } });
      expect(JSON.parse(answer!.body)).toMatchObject({ status: 400, error: 'Malformed request' });
    }
  });
});
