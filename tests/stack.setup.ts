import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../scripts/components/postgres.ts';
import { startRedis } from '../scripts/components/redis.ts';
import { startTemporal } from '../scripts/components/temporal.ts';
import { migrate } from '../scripts/migrate.ts';
import { freePort } from '../scripts/ports.ts';
import { startProcess } from '../scripts/processes.ts';
import { serviceOptions } from '../scripts/service-options.ts';
import { mailboxProcess } from '../scripts/services.ts';

/** The running product for the integration tests: real components and processes on free ports, with their own data. */
export type TestStack = {
  apiUrl: string;
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  adminToken: string;
  /** The environment of API and worker, for a test that starts another one. */
  environment: Record<string, string>;
};

declare module 'vitest' {
  export interface ProvidedContext {
    stack: TestStack;
    /** Where api.log and worker.log are. */
    logFolder: string;
    /** The page of the mailbox, which gets all mails of the product. */
    mailboxUrl: string;
  }
}

const checkout = fileURLToPath(new URL('..', import.meta.url));
const ignoreReport = () => undefined;

export default (project: TestProject): Promise<() => Promise<void>> => bringUp(project);

/** Brings the product up with these variables as well. @returns how it is taken down */
export async function bringUp(project: TestProject, more: Record<string, string> = {}): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-'));
  // When we are root, PostgreSQL runs as another user and must reach its folder.
  await chmod(dataDir, 0o711);
  const ports = await Promise.all(Array.from({ length: 9 }, freePort));
  const [postgresPort, redisPort, temporalPort, uiPort, apiPort, metricsPort, ...morePorts] = ports as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [webPort, mailboxPort, smtpPort] = morePorts;
  const stops: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const tearDown = async () => {
    for (const stop of stops.toReversed()) await stop();
  };

  try {
    const started = await Promise.allSettled([
      startPostgres({ dataDir, port: postgresPort, report: ignoreReport }),
      startRedis({ dataDir, port: redisPort, report: ignoreReport }),
      startTemporal({
        dataDir,
        port: temporalPort,
        uiPort,
        namespace: 'default',
        retentionDays: 1,
        report: ignoreReport,
      }),
    ]);
    for (const component of started) if (component.status === 'fulfilled') stops.push(component.value.stop);
    for (const component of started) if (component.status === 'rejected') throw component.reason;
    const [postgres, redis, temporal] = started.map(
      (component) => (component as PromiseFulfilledResult<unknown>).value,
    ) as [{ url: string }, { url: string }, { address: string }];
    await migrate(postgres.url);

    const environment = {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_UI_URL: `http://127.0.0.1:${uiPort}`,
      ADMIN_TOKEN: randomBytes(24).toString('base64url'),
      TICKET_SIGNING_KEY: randomBytes(32).toString('base64url'),
      API_PORT: String(apiPort),
      WORKER_METRICS_PORT: String(metricsPort),
      TRUSTED_PROXIES: '127.0.0.1', // the storefront's proxy; tests call the API from other addresses
      CORS_ORIGINS: 'loopback,https://shop.example',
      WORKER_METRICS_URL: `http://127.0.0.1:${metricsPort}/metrics`,
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      MAIL_FROM: 'TicketDrop <tickets@ticketdrop.example>',
      PUBLIC_URL: `http://127.0.0.1:${webPort}`, // the browser tests serve the storefront there
      ...more,
    };
    const plain = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    const mailbox = await startProcess({
      dataDir,
      command: process.execPath,
      cwd: checkout,
      ...mailboxProcess(plain, { port: mailboxPort, smtpPort }),
    });
    stops.push(mailbox.stop);
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const run = async (name: string, service: 'api' | 'worker', address: string) => {
      const running = await startProcess({
        name,
        dataDir,
        command: process.execPath,
        args: [...serviceOptions(service), `${service}/main.ts`],
        cwd: checkout,
        env: { ...plain, ...environment },
        ready: () =>
          fetch(address).then(
            ({ ok }) => ok,
            () => false,
          ),
      });
      stops.push(running.stop);
    };
    await Promise.all([
      run('worker', 'worker', environment.WORKER_METRICS_URL),
      run('API', 'api', `${apiUrl}/health/ready`),
    ]);

    project.provide('mailboxUrl', `http://127.0.0.1:${mailboxPort}`);
    project.provide('logFolder', join(dataDir, 'logs'));
    project.provide('stack', {
      apiUrl,
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      temporalAddress: temporal.address,
      adminToken: environment.ADMIN_TOKEN,
      environment,
    });
    return tearDown;
  } catch (failure) {
    await tearDown();
    throw failure;
  }
}
