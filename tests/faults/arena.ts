import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { startPostgres } from '../../scripts/components/postgres.ts';
import { startRedis } from '../../scripts/components/redis.ts';
import { startTemporal } from '../../scripts/components/temporal.ts';
import { startToxiproxy } from '../../scripts/components/toxiproxy.ts';
import { migrate } from '../../scripts/migrate.ts';
import { freePort } from '../../scripts/ports.ts';
import { startProcess, type Running } from '../../scripts/processes.ts';
import { answers, until } from '../../scripts/poll.ts';
import { typescriptOptions } from '../../scripts/typescript-options.ts';
import type { TestStack } from '../stack.setup.ts';
import { makeLink, type Link } from './link.ts';
import { part, type Part } from './part.ts';

export const stores = ['postgres', 'redis', 'temporal'] as const;
export type Store = (typeof stores)[number];
export const users = ['api', 'worker'] as const;
export type User = (typeof users)[number];

/** The whole product on real processes, each of which can be killed, frozen and started, and each line between them cut. */
export type Arena = {
  /** What tests talk to. The stores' addresses lead past the lines that are cut, so that checkers always see. */
  stack: TestStack;
  dataDir: string;
  parts: Record<Store | User, Part>;
  /** From the API or the worker to each store. */
  links: Record<User, Record<Store, Link>>;
  /** From buyers to the API, for a test that breaks this line; others go straight. */
  door: Link;
  /** A further process of ours beside the ones above, on ports of its own. */
  another(kind: User, name: string, change?: Change): Promise<{ part: Part; url: string }>;
  /** Ends every fault: lines whole, nobody frozen, everything runs as it was first and is ready, and nothing else does. */
  heal(): Promise<void>;
};

/** What a further process has other than the first: variables, Node's own options, or another checkout. */
export type Change = { variables?: Record<string, string>; node?: string[]; checkout?: string };

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const quietly = () => undefined;

export async function makeArena(dataDir: string): Promise<Arena> {
  mkdirSync(dataDir, { recursive: true });
  const ports = {
    postgres: await freePort(),
    redis: await freePort(),
    temporal: await freePort(),
    ui: await freePort(),
    toxiproxy: await freePort(),
    door: await freePort(),
  };
  const { url: toxiproxyUrl } = await startToxiproxy({ dataDir, port: ports.toxiproxy, report: quietly });
  const line = async (from: string, to: string, port: number) =>
    makeLink(toxiproxyUrl, { name: `${from}-${to}`, port: await freePort(), upstream: `127.0.0.1:${port}` });
  const linesOf = async (user: User) => ({
    postgres: await line(user, 'postgres', ports.postgres),
    redis: await line(user, 'redis', ports.redis),
    temporal: await line(user, 'temporal', ports.temporal),
  });
  const links = { api: await linesOf('api'), worker: await linesOf('worker') };

  const urls = { postgres: '', redis: '', temporal: '' };
  const remember = (store: Store, address: string, running: Running | undefined): Running => {
    urls[store] = address;
    return running!;
  };
  const components: Record<Store, Part> = {
    postgres: part(
      'PostgreSQL',
      async () => {
        const { url, running } = await startPostgres({ dataDir, port: ports.postgres, report: quietly });
        return remember('postgres', url, running);
      },
      { starts: 5 },
    ),
    redis: part(
      'Redis',
      async () => {
        const { url, running } = await startRedis({ dataDir, port: ports.redis, report: quietly });
        return remember('redis', url, running);
      },
      { starts: 5 },
    ),
    temporal: part(
      'Temporal',
      async ({ requestsPerSecond }) => {
        const limit = requestsPerSecond === undefined ? {} : { requestsPerSecond: Number(requestsPerSecond) };
        const { address, running } = await startTemporal({
          dataDir,
          port: ports.temporal,
          uiPort: ports.ui,
          namespace: 'default',
          report: quietly,
          ...limit,
        });
        return remember('temporal', address, running);
      },
      { starts: 5 },
    ),
  };
  await Promise.all(stores.map((store) => components[store].start()));
  await migrate(urls.postgres);

  const secrets = {
    ADMIN_TOKEN: randomBytes(24).toString('base64url'),
    TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
  };
  // Buyers ask again as often as a fault makes them; how often they may is a test of its own.
  const unlimited = {
    RATE_LIMIT_RESERVATIONS: '0',
    RATE_LIMIT_CHECKOUT_SESSIONS: '0',
    RATE_LIMIT_CHECKOUT_CONFIRM: '0',
  };
  const servicePorts = { API_PORT: String(await freePort()), WORKER_METRICS_PORT: String(await freePort()) };
  const through = (user: User) => {
    const { postgres, redis, temporal } = links[user];
    const [database, cache] = [new URL(urls.postgres), new URL(urls.redis)];
    database.port = String(postgres.port);
    cache.port = String(redis.port);
    return { DATABASE_URL: database.href, REDIS_URL: cache.href, TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}` };
  };
  const environment = {
    ...secrets,
    ...unlimited,
    ...servicePorts,
    WORKER_METRICS_URL: `http://127.0.0.1:${servicePorts.WORKER_METRICS_PORT}/metrics`,
  };

  const service = (kind: User, name: string, { variables = {}, node = [], checkout: cwd = checkout }: Change = {}) => {
    const own = { ...environment, ...through(kind), ...variables };
    const url =
      kind === 'api' ? `http://127.0.0.1:${own.API_PORT}` : `http://127.0.0.1:${own.WORKER_METRICS_PORT}/metrics`;
    // The SDK counts its pollers from the moment the worker asks for tasks; the port alone answers earlier.
    const ready = () => (kind === 'api' ? answers(`${url}/health`) : answers(url, 'num_pollers'));
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...own };
    const launched = part(name, (more) =>
      startProcess({
        name,
        dataDir,
        command: process.execPath,
        args: [...typescriptOptions(), ...node, `${kind}/main.ts`],
        cwd,
        env: { ...env, ...more },
        ready,
        readyWithinMs: 60_000,
      }),
    );
    return { part: launched, url };
  };
  const [api, worker] = [service('api', 'API'), service('worker', 'Worker')];
  await Promise.all([api.part.start(), worker.part.start()]);
  const door = await makeLink(toxiproxyUrl, { name: 'door', port: ports.door, upstream: new URL(api.url).host });
  const parts = { ...components, api: api.part, worker: worker.part };
  const others: Part[] = [];

  return {
    dataDir,
    parts,
    links,
    door,
    stack: {
      apiUrl: api.url,
      databaseUrl: urls.postgres,
      redisUrl: urls.redis,
      temporalAddress: urls.temporal,
      adminToken: secrets.ADMIN_TOKEN,
      environment: { ...environment, ...through('api') },
    },
    async another(kind, name, change = {}) {
      const port = String(await freePort());
      const variables = {
        ...(kind === 'api' ? { API_PORT: port } : { WORKER_METRICS_PORT: port }),
        ...change.variables,
      };
      const made = service(kind, name, { ...change, variables });
      others.push(made.part);
      return made;
    },
    async heal() {
      for (const one of Object.values(parts)) one.thaw();
      await Promise.all([...Object.values(links).flatMap((to) => Object.values(to)), door].map((link) => link.mend()));
      await Promise.all(
        [...others.splice(0), ...Object.values(parts).filter(({ altered }) => altered)].map((one) => one.stop()),
      );
      await Promise.all(Object.values(parts).map((one) => one.start()));
      const ready = await until(() => answers(`${api.url}/health/ready`), { withinMs: 60_000 });
      if (!ready) throw new Error('The API is not ready a minute after every fault has ended.');
    },
  };
}

const made = Symbol.for('ticketdrop.arena');

/** One arena for all test files, which share a process; what still runs at the end is stopped by arena.setup.ts. */
export function theArena(): Promise<Arena> {
  const shared = globalThis as { [made]?: Promise<Arena> };
  return (shared[made] ??= makeArena(inject('arenaFolder')));
}
