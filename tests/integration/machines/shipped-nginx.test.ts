import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../../scripts/ports.ts';
import { apiProcess } from '../../../scripts/services.ts';
import { contentSecurityPolicy } from '../../../web/content-policy.ts';
import { caller, eventually, stack } from '../../harness.ts';
import { startGroup } from './process-group.ts';
import { shippedNginx } from './shipped-nginx.ts';

const { adminToken, apiUrl, drop, environment } = stack();
const outerProxy = '127.9.9.9';
const authorization = `Bearer ${adminToken}`;

let nginx: Awaited<ReturnType<typeof shippedNginx>>;
beforeAll(async () => {
  nginx = await shippedNginx([apiUrl], outerProxy);
});
afterAll(() => nginx.stop());

const agents: Agent[] = [];
afterAll(() => {
  for (const agent of agents) agent.destroy();
});

/** Joins from one address, on connections that stay open: what is refused for its address gets 429, all others 404. */
function browsers(peer: string) {
  const agent = new Agent({ keepAlive: true, localAddress: peer, maxFreeSockets: Infinity });
  agents.push(agent);
  const unknownEvent = randomUUID();
  const join = (address: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { 'X-Forwarded-For': address };
      httpRequest(`${nginx.url}/api/events/${unknownEvent}/waiting-room/join`, { method: 'POST', agent, headers })
        .on('response', (answer: IncomingMessage) => answer.resume().on('end', () => resolve(answer.statusCode!)))
        .on('error', reject)
        .end();
    });
  const open = () => Object.values(agent.freeSockets).flat().length;
  return { join, open };
}
const address = (n: number) => `10.${Math.floor(n / 62_500)}.${Math.floor(n / 250) % 250}.${n % 250}`;

describe('the web server of the image', () => {
  it('F53 answers 3,000 browsers at once behind one more proxy, each by its own address', async () => {
    const { join, open } = browsers(outerProxy);
    for (const round of [1, 2]) {
      const statuses = await Promise.all(Array.from({ length: 3_000 }, (_, n) => join(address(n))));
      expect(new Set(statuses), `round ${round}`).toEqual(new Set([404]));
      // All are still connected, so the second round comes over the connections of the first.
      await eventually(
        async () => open(),
        (connected) => connected === 3_000,
      );
    }
  }, 120_000);

  it('F53 believes no address of a client that is no proxy, and limits one address behind a proxy alone', async () => {
    const [client, proxied] = [browsers('127.9.9.8'), browsers(outerProxy)];
    const statuses = async (join: (from: string) => Promise<number>, from: (n: number) => string) => {
      const seen: number[] = [];
      for (let n = 0; n < 12; n += 1) seen.push(await join(from(n)));
      return seen;
    };
    const tenThenRefused = [...Array<number>(10).fill(404), 429, 429];
    expect(await statuses(client.join, address)).toEqual(tenThenRefused);
    expect(await statuses(proxied.join, () => '198.51.100.7')).toEqual(tenThenRefused);
    // What a client made up stands in front of what the proxy added.
    expect(await statuses(proxied.join, (n) => `${address(n)}, 198.51.100.8`)).toEqual(tenThenRefused);
  });

  it('keeps its connections to the API', async () => {
    const call = caller(nginx.url);
    await call('/api/health');
    const before = closedConnections();
    for (let n = 0; n < 200; n += 1) expect((await call('/api/health')).status).toBe(200);
    expect(closedConnections() - before).toBeLessThan(20);
  });

  it('asks every container of the API in turn, also on the port of the API, and misses none that is gone', async () => {
    const port = await freePort();
    const secondUrl = `http://127.0.0.1:${port}`;
    const env = { ...environment, API_PORT: String(port) };
    const second = await startGroup({ ...apiProcess(env, secondUrl), env });
    const both = await shippedNginx([apiUrl, secondUrl], '');
    onTestFinished(both.stop);
    const asked = async (url: string) => {
      const page = await (await fetch(`${url}/metrics`)).text();
      const series = /^ticketdrop_http_request_duration_seconds_count\{.*route="\/openapi\.json".*\} (\d+)$/m;
      return Number(series.exec(page)?.[1] ?? 0);
    };
    const before = [await asked(apiUrl), await asked(secondUrl)];
    for (const url of [`${both.url}/api`, both.apiUrl])
      for (let n = 0; n < 20; n += 1) expect((await caller(url)('/openapi.json')).status).toBe(200);
    expect(await asked(apiUrl)).toBeGreaterThan(before[0]! + 10);
    expect(await asked(secondUrl)).toBeGreaterThan(before[1]! + 10);
    await second.stop();
    for (let n = 0; n < 10; n += 1) expect((await caller(both.apiUrl)('/health')).status).toBe(200);
  }, 120_000);

  it('serves the parts for organisers and machines on the organiser’s port alone, however spelled', async () => {
    const { eventId } = await drop({ status: 'draft' });
    const [outside, inside] = [caller(nginx.url), caller(nginx.organiserUrl)];
    const hidden = ['/api/admin/events', '/api/metrics', '/api/health/ready', `/api/admin/events/${eventId}/status`];
    for (const path of hidden) {
      for (const spelled of [
        path,
        path.replace('/api/', '/api//'),
        path.replace('/api/', '/api/x/../'),
        path.replace('e', '%65'),
      ])
        expect((await outside(spelled, { headers: { authorization } })).status, spelled).toBe(404);
      expect((await inside(path, { headers: { authorization } })).status, path).toBe(200);
    }
    const clear = `/api/events/${eventId}/waiting-room/clear`;
    expect((await outside(clear, { method: 'DELETE', headers: { authorization } })).status).toBe(404);
    expect((await inside(clear, { method: 'DELETE', headers: { authorization } })).status).toBe(200);
    for (const path of ['/api/health', '/api/events', '/', '/organiser'])
      expect((await outside(path)).status).toBe(200);
  });

  it('lets pages load Stripe’s script where cards are paid there, and nowhere else', async () => {
    const withStripe = await shippedNginx([apiUrl], '', 'stripe');
    onTestFinished(withStripe.stop);
    const policy = async (url: string) => (await fetch(url)).headers.get('content-security-policy');
    expect(await policy(withStripe.url)).toBe(contentSecurityPolicy('stripe'));
    expect(await policy(nginx.url)).toBe(contentSecurityPolicy('simulated'));
  });

  it('writes no token into its log', async () => {
    const token = randomUUID();
    await caller(nginx.url)(`/api/events/${randomUUID()}/waiting-room/status?token=${token}`);
    await eventually(
      async () => nginx.log(),
      (log) => /GET \/api\/events\/\S+\/waiting-room\/status" 404/.test(log),
    );
    expect(nginx.log()).not.toContain(token);
  });

  it('compresses what the API says, for clients that ask for it', async () => {
    const path = `${nginx.url}/api/openapi.json`;
    const compressed = await caller(nginx.url)('/api/docs/swagger-ui.css', { headers: { 'accept-encoding': 'gzip' } });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    const described = await fetch(path, { headers: { 'accept-encoding': 'gzip' } });
    expect(described.headers.get('content-encoding')).toBe('gzip');
    expect(await described.json()).toMatchObject({ openapi: '3.1.0' });
  });
});

/** How many connections to the API were closed lately by their client (TIME_WAIT, 06, see proc(5)). */
function closedConnections(): number {
  const port = Number(new URL(apiUrl).port).toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => new RegExp(`:${port} 06 `).test(line)).length;
}
