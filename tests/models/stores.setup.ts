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

const quietly = () => undefined;

/** Nobody pulls the plug here, and a commit that waits for the disk is most of what a step takes. */
async function forgetfully(url: string): Promise<void> {
  const db = connectDatabase({ url, poolSize: 1 });
  await db.$executeRaw`ALTER DATABASE ticketdrop SET synchronous_commit = off`;
  await db.$disconnect();
}

/** A real Postgres and a real Redis with data of their own, and nothing else: what the models are compared with. */
export default async function bringUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-'));
  // PostgreSQL runs as another user where we are root, and has to reach its folder.
  await chmod(dataDir, 0o711);
  const stops: (() => Promise<void>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const tearDown = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  try {
    const postgres = await startPostgres({ dataDir, port: await freePort(), report: quietly });
    stops.push(postgres.stop);
    const redis = await startRedis({ dataDir, port: await freePort(), report: quietly });
    stops.push(redis.stop);
    await migrate(postgres.url);
    await forgetfully(postgres.url);
    project.provide('stores', { databaseUrl: postgres.url, redisUrl: redis.url });
    return tearDown;
  } catch (failure) {
    await tearDown();
    throw failure;
  }
}
