import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startToxiproxy } from '../../scripts/components/toxiproxy.ts';
import { migrate } from '../../scripts/migrate.ts';
import { freePort, freePortsInARow } from '../../scripts/ports.ts';
import { startProcess } from '../../scripts/processes.ts';
import { serviceOptions } from '../../scripts/service-options.ts';
import { answers, until } from '../../scripts/poll.ts';
import type { TestStack } from '../stack.setup.ts';
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { managedProcess, type ManagedProcess } from './managed-process.ts';
import { storeProcesses, stores, type Store } from './store-processes.ts';

export const services = ['api', 'worker'] as const;
export type Service = (typeof services)[number];

/** The whole product in real processes that can be killed, frozen and started, with connections that can be cut. */
export type FaultStack = {
  /** What tests talk to. These addresses of the stores bypass the proxies, so that checks always reach them. */
  stack: TestStack;
  dataDir: string;
  processes: Record<Store | Service, ManagedProcess>;
  /** Between each service and each store. */
  proxies: Record<Service, Record<Store, FaultProxy>>;
  /** Between buyers and the API, for a test that breaks this connection. Other tests call the API directly. */
  apiProxy: FaultProxy;
  /** Adds a second API or worker on its own port. It is not started yet. */
  addProcess(kind: Service, name: string, overrides?: Overrides): Promise<AddedProcess>;
  /** Ends every fault: connections restored, all processes running with their first settings, added ones stopped. */
  endFaults(): Promise<void>;
};

export type AddedProcess = { process: ManagedProcess; url: string };

/** Differences of an added process: variables, options of Node itself, or another checkout to run in. */
export type Overrides = { variables?: Record<string, string>; node?: string[]; checkout?: string };

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Starts it with these settings as well. */
export async function startFaultStack(dataDir: string, settings: Record<string, string> = {}): Promise<FaultStack> {
  mkdirSync(dataDir, { recursive: true });
  const ports = {
    postgres: await freePort(),
    redis: await freePort(),
    temporal: await freePort(),
    ui: await freePort(),
    toxiproxy: await freePort(),
    apiProxy: await freePort(),
  };
  const { url: toxiproxyUrl } = await startToxiproxy({
    dataDir,
    port: ports.toxiproxy,
    report: () => undefined,
  });
  const proxy = async (from: Service, to: Store) =>
    createFaultProxy(toxiproxyUrl, {
      name: `${from}-${to}`,
      port: await freePort(),
      upstream: `127.0.0.1:${ports[to]}`,
    });
  const proxiesOf = async (service: Service) => ({
    postgres: await proxy(service, 'postgres'),
    redis: await proxy(service, 'redis'),
    temporal: await proxy(service, 'temporal'),
  });
  const proxies = { api: await proxiesOf('api'), worker: await proxiesOf('worker') };

  const { processes: storeProcess, urls } = storeProcesses(dataDir, ports);
  await Promise.all(stores.map((store) => storeProcess[store].start()));
  await migrate(urls.postgres);

  const secrets = {
    ADMIN_TOKEN: randomBytes(24).toString('base64url'),
    TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
  };
  // Faults make buyers repeat requests, so there are no rate limits here; the limits have their own test.
  const unlimited = {
    HOLD_COOL_DOWN_SECONDS: '0',
    RATE_LIMIT_RESERVATIONS: '0',
    RATE_LIMIT_CHECKOUT_SESSIONS: '0',
    RATE_LIMIT_CHECKOUT_CONFIRM: '0',
  };
  // A worker of two processes has metrics on two ports.
  const servicePorts = { API_PORT: String(await freePort()), WORKER_METRICS_PORT: String(await freePortsInARow(2)) };
  const proxiedAddresses = (service: Service) => {
    const { postgres, redis, temporal } = proxies[service];
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
    ...settings,
  };

  const service = (
    kind: Service,
    name: string,
    { variables = {}, node = [], checkout: cwd = checkout }: Overrides = {},
  ): AddedProcess => {
    const own = { ...environment, ...proxiedAddresses(kind), ...variables };
    const url =
      kind === 'api' ? `http://127.0.0.1:${own.API_PORT}` : `http://127.0.0.1:${own.WORKER_METRICS_PORT}/metrics`;
    // The worker's port answers before the worker polls for tasks; the SDK's count of pollers shows that it does.
    const ready = () => (kind === 'api' ? answers(`${url}/health`) : answers(url, 'num_pollers'));
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...own };
    const launched = managedProcess(name, (more) =>
      startProcess({
        name,
        dataDir,
        command: process.execPath,
        args: [...serviceOptions(kind), ...node, `${kind}/main.ts`],
        cwd,
        env: { ...env, ...more },
        ready,
        readyWithinMs: 60_000,
      }),
    );
    return { process: launched, url };
  };
  const [api, worker] = [service('api', 'API'), service('worker', 'Worker')];
  await Promise.all([api.process.start(), worker.process.start()]);
  const apiProxy = await createFaultProxy(toxiproxyUrl, {
    name: 'api',
    port: ports.apiProxy,
    upstream: new URL(api.url).host,
  });
  const processes = { ...storeProcess, api: api.process, worker: worker.process };
  const added: ManagedProcess[] = [];

  return {
    dataDir,
    processes,
    proxies,
    apiProxy,
    stack: {
      apiUrl: api.url,
      databaseUrl: urls.postgres,
      redisUrl: urls.redis,
      temporalAddress: urls.temporal,
      adminToken: secrets.ADMIN_TOKEN,
      environment: { ...environment, ...proxiedAddresses('api') },
    },
    async addProcess(kind, name, overrides = {}) {
      const port = String(await freePort());
      const variables = {
        ...(kind === 'api' ? { API_PORT: port } : { WORKER_METRICS_PORT: port }),
        ...overrides.variables,
      };
      const created = service(kind, name, { ...overrides, variables });
      added.push(created.process);
      return created;
    },
    async endFaults() {
      const all = Object.values(processes);
      for (const one of all) one.thaw();
      const allProxies = [...Object.values(proxies).flatMap((to) => Object.values(to)), apiProxy];
      await Promise.all(allProxies.map((one) => one.restore()));
      await Promise.all(
        [...added.splice(0), ...all.filter(({ hasOverrides }) => hasOverrides)].map((one) => one.stop()),
      );
      await Promise.all(all.map((one) => one.start()));
      const ready = await until(() => answers(`${api.url}/health/ready`), { withinMs: 60_000 });
      if (!ready) throw new Error('The API is not ready a minute after every fault has ended.');
    },
  };
}
