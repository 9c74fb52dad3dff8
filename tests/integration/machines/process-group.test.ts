import { createServer } from 'node:net';
import { once } from 'node:events';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, freePortsInARow } from '../../../scripts/ports.ts';
import { answers } from '../../../scripts/poll.ts';
import { apiProcess, workerProcess } from '../../../scripts/services.ts';
import { countApis, countWorkers } from '../../../tools/doctor/processes.ts';
import { caller, eventually, ownAddress, stack } from '../../harness.ts';
import { startGroup } from './process-group.ts';

const { environment, drop, redis, temporal } = stack();
/** Keeps no connection for a later request. */
const unkept = new Agent({ pipelining: 0 });

/** An API of two processes, behind a port of its own. */
async function startApi() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environment, API_PORT: String(port), API_PROCESSES: '2' };
  const group = await startGroup({ ...apiProcess(env, url, 2), env }, afterAll);
  /** A request on a connection of its own. */
  const ask = async (path: string, method: 'GET' | 'POST' = 'GET') => {
    const headers = { 'x-forwarded-for': ownAddress() };
    const { statusCode: status, body } = await request(url + path, { method, headers, dispatcher: unkept });
    return { status, text: await body.text() };
  };
  const page = async () => (await ask('/metrics')).text;
  /** Does something while the process with this number is stopped. */
  const frozen = async (number: number, work: () => Promise<void>) => {
    const pid = group.numbered(number)!;
    process.kill(pid, 'SIGSTOP');
    await work().finally(() => process.kill(pid, 'SIGCONT'));
  };
  return { ...group, url, ask, page, frozen };
}

/** The value of each series of a metric, by the number of its process. */
const byProcess = (page: string, series: RegExp): Record<string, number> =>
  Object.fromEntries(
    [...page.matchAll(/^(\w+)\{process="(\d)"([^}]*)\} (\S+)$/gm)]
      .filter(([line]) => series.test(line))
      .map(([, , process_, , value]) => [process_, Number(value)]),
  );

describe('an API of two processes', () => {
  let api: Awaited<ReturnType<typeof startApi>>;
  beforeAll(async () => {
    api = await startApi();
  });

  it('shares one port and one line of buyers, and one scrape counts all of them', async () => {
    const { url, ask, page, frozen } = api;
    const { eventId } = await drop();
    const join = () => ask(`/events/${eventId}/waiting-room/join`, 'POST');
    // Whichever is free takes a connection; so that both do, each has to do without the other for a moment.
    for (const number of [1, 2])
      await frozen(number, async () => {
        const answered = await Promise.all(Array.from({ length: 10 }, join));
        for (const { status } of answered) expect(status).toBe(200);
      });
    expect(await redis.hget(`td:{${eventId}}:sale`, 'last_number')).toBe('20');
    const counted = byProcess(await page(), /^ticketdrop_joins_total/);
    expect(counted).toEqual({ 1: 10, 2: 10 });
    expect(await countApis(url)).toBe(2);
    // What both would say alike is there once.
    const lengths = (await page()).split('\n').filter((line) => line.startsWith('ticketdrop_queue_length{'));
    expect(lengths.filter((line) => line.includes(eventId))).toHaveLength(1);
  });

  it('goes on with one while the other is killed, and has two again', async () => {
    const { ask, page, numbered, processes } = api;
    const killed = numbered(1)!;
    process.kill(killed, 'SIGKILL');
    await eventually(
      async () => processes(),
      (pids) => !pids.includes(killed),
    );
    for (let n = 0; n < 10; n += 1) expect((await ask('/health')).status).toBe(200);
    await eventually(page, (text) => text.includes('process="1"') && text.includes('process="2"'), 60_000);
    expect(numbered(1)).not.toBe(killed);
  });

  it('shows the metrics of the other one while one is frozen', async () => {
    const { page, frozen } = api;
    await frozen(2, async () => {
      const seen = await page();
      expect(seen).toContain('ticketdrop_joins_total{process="1"}');
      expect(seen).not.toContain('process="2"');
    });
  });

  it('answers what is under way in each process when it is told to stop, and leaves none behind', async () => {
    const { url, processes, stop, ended } = api;
    const pids = processes();
    expect(pids).toHaveLength(2);
    const call = caller(url);
    const askAll = async () =>
      new Set((await Promise.all(Array.from({ length: 8 }, () => call('/health/ready')))).map(({ status }) => status));
    expect(await askAll()).toEqual(new Set([200]));
    // These go over the connections that the first ones have opened.
    const last = askAll();
    const stopped = stop();
    expect(await last).toEqual(new Set([200]));
    await stopped;
    expect(await ended).toBe('ended with exit code 0');
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends as a whole, with the reason, when none of its processes can serve', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const starting = startGroup({
      ...apiProcess({}, 'http://127.0.0.1:1'),
      env: { ...environment, API_PORT: String(port), API_PROCESSES: '2' },
    });
    await expect(starting).rejects.toThrow(/ended with exit code 1[^]+EADDRINUSE[^]+of no use/);
    taken.close();
  });
});

it('two workers have metrics of their own, which one page of the API shows apart', async () => {
  const first = await freePortsInARow(2);
  const urls = [first, first + 1].map((port) => `http://127.0.0.1:${port}/metrics`);
  const workerEnv = { ...environment, WORKER_METRICS_PORT: String(first), WORKER_PROCESSES: '2' };
  const worker = await startGroup({ ...workerProcess(workerEnv, urls), env: workerEnv });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environment, API_PORT: String(port), WORKER_METRICS_URL: urls.join(',') };
  await startGroup({ ...apiProcess(env, url), env });
  const page = await (await fetch(`${url}/metrics`)).text();
  for (const label of ['worker="1"', 'worker="2"']) expect(page).toContain(`temporal_num_pollers{${label}`);
  expect(page.match(/^# TYPE temporal_num_pollers /gm)).toHaveLength(1);

  // Beside the worker of the stack.
  await eventually(
    () => countWorkers(temporal),
    (workers) => workers >= 3,
  );

  const killed = worker.numbered(2)!;
  process.kill(killed, 'SIGKILL');
  await eventually(
    async () => (await answers(urls[1]!, 'num_pollers')) && worker.numbered(2) !== killed,
    (isBack) => isBack,
    60_000,
  );
}, 180_000);
