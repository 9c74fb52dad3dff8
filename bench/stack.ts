import { randomBytes } from 'node:crypto';
import { mkdtemp, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { connectPorts, openConnections } from '../activities/connect.ts';
import { readConfig } from '../config.ts';
import { bringUp } from '../scripts/components/bring-up.ts';
import { migrate } from '../scripts/migrate.ts';
import { freePort, freePortsInARow } from '../scripts/ports.ts';
import { startProcess, type ProcessPlan, type Running } from '../scripts/processes.ts';
import type { Progress, Report } from '../scripts/progress.ts';
import { apiProcess, workerProcess } from '../scripts/services.ts';
import { plainEnvironment } from '../scripts/settings.ts';
import { answers } from '../scripts/poll.ts';
import { typescriptOptions } from '../scripts/typescript-options.ts';
import { buildWeb, webServer } from '../scripts/web-build.ts';
import { limitsOff } from './limits-off.ts';
import { processorTime } from './processor-time.ts';
import { profileOptions, type ProfiledPart } from './profile.ts';
import { organiserClient } from './organiser-client.ts';

const silentProgress: Progress = { task: (_name, work) => work(() => undefined), say: () => undefined };

export type Stack = Awaited<ReturnType<typeof startStack>>;

type StackPlan = {
  /** Data goes under it. */
  folder: string;
  report: Report;
  signal: AbortSignal;
  /** A process of which CPU profiles are written, and the folder that they go to. */
  profile?: { part: ProfiledPart; folder: string } | undefined;
};

/**
 * Starts the product on free ports, with one API process and one worker. The servers that its limits are measured with
 * start on demand.
 */
export async function startStack({ folder, report, signal, profile }: StackPlan) {
  const dataDir = await mkdtemp(join(folder, 'stack-'));
  await chmod(dataDir, 0o711); // PostgreSQL runs as another user when this process is root, and has to reach its data
  const running: Running[] = [];
  const closing: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closing) await close();
    for (const process of running.toReversed()) await process.stop();
  };

  try {
    report('starting PostgreSQL, Redis and Temporal');
    const ports = {
      postgres: await freePort(),
      redis: await freePort(),
      temporal: await freePort(),
      temporalUi: await freePort(),
    };
    const components = await bringUp({
      dataDir,
      ports,
      external: {},
      namespace: 'default',
      retentionDays: 7,
      progress: silentProgress,
      signal,
      started: (process) => running.push(process),
    });
    await migrate(components.databaseUrl);

    const [apiPort, metricsPort, limitPort] = [await freePort(), await freePortsInARow(2), await freePort()];
    const adminToken = randomBytes(24).toString('base64url');
    const environment = {
      ...plainEnvironment(process.env),
      DATABASE_URL: components.databaseUrl,
      REDIS_URL: components.redisUrl,
      TEMPORAL_ADDRESS: components.temporalAddress,
      ADMIN_TOKEN: adminToken,
      TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
      API_PORT: String(apiPort),
      WORKER_METRICS_PORT: String(metricsPort),
      ...limitsOff,
    };
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const limitUrl = `http://127.0.0.1:${limitPort}`;
    const start = async (plan: Pick<ProcessPlan, 'name' | 'args' | 'env' | 'ready'>) => {
      report(`starting ${plan.name}`);
      const process_ = await startProcess({ ...plan, dataDir, command: process.execPath, signal });
      running.push(process_);
      return process_;
    };
    const profiled = (part: ProfiledPart, plan: ReturnType<typeof apiProcess>) =>
      profile?.part === part ? { ...plan, args: [...profileOptions(profile.folder), ...plan.args] } : plan;
    const metricsUrls = [metricsPort, metricsPort + 1].map((port) => `http://127.0.0.1:${port}/metrics`);
    /** So many processes of API and worker each. */
    const startServices = async (count: 1 | 2) => {
      const env = { ...environment, API_PROCESSES: String(count), WORKER_PROCESSES: String(count) };
      return {
        worker: await start(profiled('worker', workerProcess(env, metricsUrls.slice(0, count)))),
        api: await start(profiled('API', apiProcess(env, apiUrl, count))),
      };
    };
    const stores = [...running];
    let services = await startServices(1);

    const config = readConfig(environment);
    const { close, ...connections } = openConnections(config, { poolSize: 4 });
    closing.push(close);
    const { db, redis, temporal } = connections;
    await redis.connect();

    return {
      ...components,
      apiUrl,
      environment,
      dataDir,
      db,
      redis,
      temporal,
      waitingRoom: connectPorts(connections, config).waitingRoom,
      organiser: organiserClient({ apiUrl, adminToken, redis }),
      ...services,
      /** Stops API and worker, and starts so many processes of each. */
      async restartServices(count: 1 | 2): Promise<void> {
        await services.api.stop();
        await services.worker.stop();
        services = await startServices(count);
      },
      /** Milliseconds of processor time that each part of the product has used since it was started, by its name. */
      processorTime: () =>
        processorTime(Object.fromEntries([...stores, ...Object.values(services)].map(({ name, pid }) => [name, pid]))),
      /** Starts the servers without the product's code (bench/limits/). @returns their address. */
      async startLimits(): Promise<string> {
        await start({
          name: 'Limit worker',
          args: [...typescriptOptions(), 'bench/limits/worker.ts'],
          env: environment,
          ready: async () => true,
        });
        await start({
          name: 'Limit server',
          args: [...typescriptOptions(), 'bench/limits/server.ts', String(limitPort)],
          env: environment,
          ready: () => answers(`${limitUrl}/ready`),
        });
        return limitUrl;
      },
      /** Builds the storefront for production and serves it. @returns its address. */
      async startWeb(): Promise<string> {
        const port = await freePort();
        const plain = plainEnvironment(process.env);
        await buildWeb(plain, report, signal);
        await start({ name: 'Web', ...webServer(plain, { apiUrl, port }) });
        return `http://127.0.0.1:${port}`;
      },
      stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}
