import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { connectRedis } from '../../activities/redis.ts';
import { readConfig } from '../../config.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { uncounted } from '../../worker/counters.ts';
import { createPorts } from '../../activities/connect.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { loadOrCreateSecrets } from '../../scripts/secrets.ts';
import type { Environment } from '../../scripts/settings.ts';

const Addresses = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  temporalUiUrl: z.string().optional(),
});

/**
 * Connects to the system that the variables name or, where they name none, to the one that `npm start` runs from this folder.
 * @throws CannotStart naming the part that does not answer, ConfigError naming a variable.
 */
export async function connectSystem(environment: Environment) {
  const config = readConfig({
    ...running('.data'),
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value)),
  });
  const db = connectDatabase({ url: config.DATABASE_URL, poolSize: 2 });
  const redis = connectRedis(config.REDIS_URL);
  redis.on('error', () => undefined); // each command that fails says so itself
  await answering('PostgreSQL', 'DATABASE_URL', () => db.$queryRaw`SELECT 1`);
  await answering('Redis', 'REDIS_URL', () => redis.connect());
  const connection = await answering('Temporal', 'TEMPORAL_ADDRESS', () =>
    Connection.connect({ address: config.TEMPORAL_ADDRESS, connectTimeout: '5 seconds' }),
  );
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  return {
    config,
    db,
    // What a check-up mends is told to the person at the keyboard.
    ports: createPorts({ db, redis, client, config, counters: uncounted }),
    async close(): Promise<void> {
      redis.disconnect();
      await Promise.all([db.$disconnect(), connection.close()]);
    },
  };
}

export type System = Awaited<ReturnType<typeof connectSystem>>;

/** The variables of what `npm start` runs, as far as it runs. */
function running(dataDir: string): Environment {
  const file = join(dataDir, 'stack.json');
  if (!existsSync(file)) return {};
  const { databaseUrl, redisUrl, temporalAddress, temporalNamespace, temporalUiUrl } = Addresses.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  return {
    ...loadOrCreateSecrets(dataDir),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: temporalNamespace,
    TEMPORAL_UI_URL: temporalUiUrl,
  };
}

async function answering<Answer>(part: string, variable: string, ask: () => PromiseLike<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch {
    throw new CannotStart(
      `${part} does not answer at the address that ${variable} names; bring it up, or correct the variable.`,
    );
  }
}
