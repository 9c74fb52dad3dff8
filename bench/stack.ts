import { randomBytes } from 'node:crypto';
import { mkdtemp, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Redis } from 'ioredis';
import { connectRedis } from '../activities/redis.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import { connectDatabase } from '../prisma/client.ts';
import { bringUp } from '../scripts/components/bring-up.ts';
import { migrate } from '../scripts/migrate.ts';
import { freePort } from '../scripts/ports.ts';
import { startProcess, type ProcessPlan, type Running } from '../scripts/processes.ts';
import type { Progress, Report } from '../scripts/progress.ts';
import { apiProcess, workerProcess } from '../scripts/services.ts';
import { plainEnvironment } from '../scripts/settings.ts';
import { answers } from '../scripts/poll.ts';
import { typescriptOptions } from '../scripts/typescript-options.ts';
import { buildWeb, webServer } from '../scripts/web-build.ts';
import { organiser } from './organiser.ts';

/** Nobody is limited here: what is measured is the server, and all of the load comes from one address. */
const limitsOff = {
  RATE_LIMIT_JOIN: '0',
  RATE_LIMIT_RESERVATIONS: '0',
  RATE_LIMIT_CHECKOUT_SESSIONS: '0',
  RATE_LIMIT_CHECKOUT_CONFIRM: '0',
};

const quietly: Progress = { task: (_name, work) => work(() => undefined), say: () => undefined };

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** The product on free ports with data of its own under `folder`: one API process, one worker, and beside them what their limits are measured with. */
export async function startStack({ folder, report, signal }: { folder: string; report: Report; signal: AbortSignal }) {
  const dataDir = await mkdtemp(join(folder, 'stack-'));
  await chmod(dataDir, 0o711); // PostgreSQL runs as another user where we are root, and has to reach its data
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
      progress: quietly,
      signal,
      started: (process) => running.push(process),
    });
    await migrate(components.databaseUrl);

    const [apiPort, metricsPort, limitPort] = [await freePort(), await freePort(), await freePort()];
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
    const startWorker = () => start(workerProcess(environment, `http://127.0.0.1:${metricsPort}/metrics`));
    const worker = await startWorker();
    const api = await start(apiProcess(environment, apiUrl));

    const db = connectDatabase({ url: components.databaseUrl, poolSize: 4 });
    const redis: Redis = connectRedis(components.redisUrl);
    const connection = Connection.lazy({ address: components.temporalAddress });
    await redis.connect();
    closing.push(
      () => db.$disconnect(),
      () => redis.disconnect(),
      () => connection.close(),
    );

    return {
      ...components,
      apiUrl,
      environment,
      dataDir,
      db,
      redis,
      waitingRoom: redisWaitingRoom(redis),
      temporal: new Client({ connection }),
      organiser: organiser({ apiUrl, adminToken, redis }),
      worker,
      api,
      /** What the same machine reaches with nothing of the product in the way; see bench/limits/. */
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
      /** The storefront, built as it is shipped. */
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
