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
  apiUrl: z.string(),
});

/** How long Temporal may take to answer at all. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Connects to the system that the variables name. Where they name none, it is the one that `npm start` runs from this
 * folder.
 * @throws CannotStart naming the part that does not answer, ConfigError naming a variable.
 */
export async function connectSystem(environment: Environment) {
  const stack = readStackFile('.data');
  const config = readConfig({
    ...(stack && variablesOfStack(stack, '.data')),
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
  const ports = connectPorts(connections, config);
  // Where another system is named, the API of this folder is none of its own.
  const apiUrl = stack?.databaseUrl === config.DATABASE_URL ? stack.apiUrl : undefined;
  return { config, db, temporal, ports, apiUrl, close };
}

export type System = Awaited<ReturnType<typeof connectSystem>>;

/** What `npm start` runs from this folder; undefined where it does not run. */
function readStackFile(dataDir: string): z.infer<typeof StackFile> | undefined {
  const file = join(dataDir, 'stack.json');
  return existsSync(file) ? StackFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

const variablesOfStack = (
  { databaseUrl, redisUrl, temporalAddress, temporalNamespace, temporalUiUrl }: z.infer<typeof StackFile>,
  dataDir: string,
): Environment => ({
  ...loadOrCreateSecrets(dataDir),
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  TEMPORAL_ADDRESS: temporalAddress,
  TEMPORAL_NAMESPACE: temporalNamespace,
  TEMPORAL_UI_URL: temporalUiUrl,
});

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
