import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { connectPorts, openConnections } from '../../activities/connect.ts';
import { readConfig } from '../../config.ts';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { loadOrCreateSecrets } from '../../scripts/secrets.ts';
import type { Environment } from '../../scripts/settings.ts';

const StackFile = z.object({
  databaseUrl: z.string(),
  redisUrl: z.string(),
  temporalAddress: z.string(),
  temporalNamespace: z.string(),
  temporalUiUrl: z.string().optional(),
});

/** How long Temporal may take to answer at all. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Connects to the system that the variables name. Where they name none, it is the one that `npm start` runs from this
 * folder.
 * @throws CannotStart naming the part that does not answer, ConfigError naming a variable.
 */
export async function connectSystem(environment: Environment) {
  const config = readConfig({
    ...variablesOfStack('.data'),
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value)),
  });
  const { close, ...connections } = openConnections(config, { poolSize: 2 });
  const { db, redis, temporal } = connections;
  await requireConnection('PostgreSQL', 'DATABASE_URL', () => db.$queryRaw`SELECT 1`);
  await requireConnection('Redis', 'REDIS_URL', () => redis.connect());
  await requireConnection('Temporal', 'TEMPORAL_ADDRESS', () =>
    temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => temporal.workflowService.getSystemInfo({})),
  );
  // Repairs are printed, so no metric counts them.
  return { config, db, ports: connectPorts(connections, config), close };
}

export type System = Awaited<ReturnType<typeof connectSystem>>;

/** The variables of the stack that `npm start` runs; none where it does not run. */
function variablesOfStack(dataDir: string): Environment {
  const file = join(dataDir, 'stack.json');
  if (!existsSync(file)) return {};
  const { databaseUrl, redisUrl, temporalAddress, temporalNamespace, temporalUiUrl } = StackFile.parse(
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

async function requireConnection<Connected>(
  part: string,
  variable: string,
  connect: () => PromiseLike<Connected>,
): Promise<Connected> {
  try {
    return await connect();
  } catch {
    throw new CannotStart(
      `${part} does not answer at the address that ${variable} names; bring it up, or correct the variable.`,
    );
  }
}
