import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { prepareNamespace } from '../../../scripts/components/temporal-namespace.ts';
import { migrate } from '../../../scripts/migrate.ts';
import { answers } from '../../../scripts/poll.ts';
import { freePort } from '../../../scripts/ports.ts';
import { startProcess, type ProcessPlan, type Running } from '../../../scripts/processes.ts';
import { serviceOptions } from '../../../scripts/service-options.ts';
import { connectDatabase } from '../../../prisma/client.ts';
import { Buyer, caller } from '../../harness.ts';

/** A folder that is removed after the test, with whatever was started in it stopped before. */
export async function hostFolder() {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-hosted-'));
  const running: Running[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);
  return {
    dataDir,
    async start(plan: Pick<ProcessPlan, 'name' | 'command' | 'args' | 'env' | 'ready'>): Promise<Running> {
      const started = await startProcess({ ...plan, dataDir });
      running.push(started);
      return started;
    },
  };
}

export type HostFolder = Awaited<ReturnType<typeof hostFolder>>;

/** API and worker of their own, with a database and a namespace of their own, and the stores that `variables` name. */
export async function startProduct({ start }: HostFolder, variables: Record<string, string>) {
  const { environment, databaseUrl, temporalAddress, adminToken } = inject('stack');
  const name = `hosted_${randomUUID().slice(0, 8)}`;
  const db = connectDatabase({ url: databaseUrl, poolSize: 1 });
  await db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  await db.$disconnect();
  const database = new URL(databaseUrl);
  database.pathname = name;
  await migrate(database.href);
  await prepareNamespace(
    { TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_NAMESPACE: name },
    { retentionDays: 1, orLonger: true },
  );

  const [apiPort, metricsPort] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...environment,
    DATABASE_URL: database.href,
    TEMPORAL_NAMESPACE: name,
    API_PORT: String(apiPort),
    WORKER_METRICS_PORT: String(metricsPort),
    WORKER_METRICS_URL: `http://127.0.0.1:${metricsPort}/metrics`,
    ...variables,
  };
  const service = (kind: 'api' | 'worker', ready: () => Promise<boolean>) =>
    start({
      name: `Hosted ${kind}`,
      command: process.execPath,
      args: [...serviceOptions(kind), `${kind}/main.ts`],
      env,
      ready,
    });
  await service('worker', () => answers(env.WORKER_METRICS_URL, 'num_pollers'));
  await service('api', () => answers(`${apiUrl}/health/ready`));

  const admin = async (method: string, path: string, body: object) => {
    const answer = await caller(apiUrl)(path, { method, body, headers: { authorization: `Bearer ${adminToken}` } });
    if (answer.status >= 300) throw new Error(`${path} was answered with ${JSON.stringify(answer)}`);
    return answer.body;
  };
  return {
    async drop(capacity: number): Promise<() => Buyer> {
      const { id: eventId } = await admin('POST', '/admin/events', {
        name: 'Hosted',
        venue: 'Elsewhere',
        status: 'draft',
        on_sale_at: new Date(Date.now() - 1_000).toISOString(),
        starts_at: new Date(Date.now() + 86_400_000).toISOString(),
        wave_size: 100,
        wave_interval_ms: 1_000,
      });
      const tier = { event_id: eventId, name: 'Standing', price_cents: 1_000, per_user_limit: 2, capacity };
      const { id: tierId } = await admin('POST', '/admin/tiers', tier);
      await admin('PATCH', `/admin/events/${eventId}`, { status: 'on_sale' });
      return () => new Buyer(apiUrl, eventId, [tierId], `buyer-${randomUUID()}`);
    },
  };
}
