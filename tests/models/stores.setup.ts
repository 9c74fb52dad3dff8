import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../scripts/components/postgres.ts';
import { startRedis } from '../../scripts/components/redis.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { migrate } from '../../scripts/migrate.ts';
import { freePort } from '../../scripts/ports.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    stores: { databaseUrl: string; redisUrl: string };
  }
}

const noProgress = () => undefined;

/** Waiting for the disk is most of the time of a step, and these tests never need to survive a power loss. */
async function disableSynchronousCommit(url: string): Promise<void> {
  const db = connectDatabase({ url, poolSize: 1 });
  await db.$executeRaw`ALTER DATABASE ticketdrop SET synchronous_commit = off`;
  await db.$disconnect();
}

/** Starts a real Postgres and a real Redis with temporary data, which the models are compared with. */
export default async function startStores(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-'));
  // When the tests run as root, PostgreSQL runs as another user, who must be able to reach its folder.
  await chmod(dataDir, 0o711);
  const stops: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const tearDown = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  try {
    const postgres = await startPostgres({ dataDir, port: await freePort(), report: noProgress });
    stops.push(postgres.stop);
    const redis = await startRedis({ dataDir, port: await freePort(), report: noProgress });
    stops.push(redis.stop);
    await migrate(postgres.url);
    await disableSynchronousCommit(postgres.url);
    project.provide('stores', { databaseUrl: postgres.url, redisUrl: redis.url });
    return tearDown;
  } catch (failure) {
    await tearDown();
    throw failure;
  }
}
