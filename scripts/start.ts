import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import colors from 'picocolors';
import { ConfigError } from '../config.ts';
import { seed } from '../prisma/seed.ts';
import { CannotStart } from './cannot-start.ts';
import { bringUp } from './components/bring-up.ts';
import { onInterruption } from './interruption.ts';
import { becomeOwner, killRecorded, removeRegistry } from './process-registry.ts';
import { migrate } from './migrate.ts';
import { requireFreePorts } from './ports.ts';
import type { Running } from './processes.ts';
import { createProgress, type Progress } from './progress.ts';
import { stopAll, supervise } from './supervisor.ts';
import { waitForSales } from './wait-for-sales.ts';
import { loadOrCreateSecrets } from './secrets.ts';
import { startServices } from './services.ts';
import { loadEnvFile, plainEnvironment, readSettings, type Settings } from './settings.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { removeStackFile, writeStackFile, type StackFile } from './stack-file.ts';
import { summary } from './summary.ts';

const dataDir = resolve('.data');

/** What --fresh deletes: the data of the embedded components. Secrets and external components are not touched. */
const embeddedData = [
  'postgres',
  'postgres.new',
  'postgres.password',
  'redis',
  'temporal.db',
  'temporal.db-shm',
  'temporal.db-wal',
];

const options = startOptions();

const interruption = onInterruption(() => {
  killRecorded(dataDir);
  if (process.stdout.isTTY) process.stdout.write('\x1B[?25h\n'); // the spinner hides the cursor
  process.exit(130);
});

try {
  await start();
} catch (error) {
  if (interruption.aborted) process.exitCode = 130;
  else {
    process.exitCode = 1;
    const expected = error instanceof CannotStart || error instanceof ConfigError;
    console.error(`\n${colors.red(expected ? error.message : 'Unexpected failure:')}`);
    if (!expected) console.error(error);
  }
}
// Everything of ours has stopped; a handle that a library still holds must not keep the process alive.
process.exit();

/** The options; ends this process where they are refused or explain themselves. */
function startOptions(): StartOptions {
  try {
    return readStartOptions(process.argv.slice(2));
  } catch (refused) {
    if (refused instanceof CommanderError) process.exit(refused.exitCode);
    throw refused;
  }
}

/** Runs until Ctrl-C, until a process ends, or until something cannot start. Nothing is left running in any case. */
async function start(): Promise<void> {
  const progress = createProgress();
  const since = performance.now();
  makeDataFolder();
  loadEnvFile();
  if (options.api) process.env['API_PROCESSES'] = String(options.api);
  if (options.worker) process.env['WORKER_PROCESSES'] = String(options.worker);
  const settings = await readSettings(process.env, loadOrCreateSecrets(dataDir));
  await becomeOwner(dataDir, progress.say);
  const running: Running[] = [];
  try {
    await requireFreePorts(settings.listening);
    if (options.fresh) for (const name of embeddedData) rmSync(join(dataDir, name), { recursive: true, force: true });
    const stack = await startAll(settings, progress, running);
    writeStackFile(dataDir, stack);
    progress.say(summary(stack, { seconds: (performance.now() - since) / 1000, logs: '.data/logs/' }));
    await supervise(running, interruption);
  } finally {
    removeStackFile(dataDir);
    await stopAll(running, progress);
    removeRegistry(dataDir);
  }
}

/** Makes the data folder private. Others may only pass through it: PostgreSQL may have to run as another user. */
function makeDataFolder(): void {
  process.umask(0o077);
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o711);
}

async function startAll(
  { config, ports, mailbox, external, sampleEvents, variables }: Settings,
  progress: Progress,
  running: Running[],
): Promise<StackFile> {
  const started = (process: Running) => running.push(process);
  const components = await bringUp({
    dataDir,
    ports,
    external,
    namespace: config.TEMPORAL_NAMESPACE,
    retentionDays: config.TEMPORAL_RETENTION_DAYS,
    progress,
    signal: interruption,
    started,
  });
  await progress.task(
    'Database',
    () => prepareDatabase(components.databaseUrl, sampleEvents && config.CURRENCY),
    (result) => result,
  );
  interruption.throwIfAborted();

  const temporalUiUrl = components.temporalUiUrl ?? config.TEMPORAL_UI_URL;
  await startServices({
    dataDir,
    ports: { api: config.API_PORT, web: config.WEB_PORT, workerMetrics: config.WORKER_METRICS_PORT },
    mailbox,
    counts: { api: config.API_PROCESSES, worker: config.WORKER_PROCESSES },
    host: config.API_HOST,
    graceMs: config.SHUTDOWN_GRACE_MS,
    plain: plainEnvironment(process.env),
    variables: {
      ...variables,
      DATABASE_URL: components.databaseUrl,
      REDIS_URL: components.redisUrl,
      TEMPORAL_ADDRESS: components.temporalAddress,
      TEMPORAL_UI_URL: temporalUiUrl,
    },
    progress,
    signal: interruption,
    started,
  });
  await progress.task(
    'Sales',
    () => waitForSales({ ...components, config, signal: interruption }),
    (result) => result,
  );
  return {
    apiUrl: `http://localhost:${config.API_PORT}`,
    webUrl: `http://localhost:${config.WEB_PORT}`,
    ...(mailbox && { mailboxUrl: `http://localhost:${mailbox.port}` }),
    databaseUrl: components.databaseUrl,
    redisUrl: components.redisUrl,
    temporalAddress: components.temporalAddress,
    temporalNamespace: config.TEMPORAL_NAMESPACE,
    temporalUiUrl,
    adminToken: config.ADMIN_TOKEN,
    processes: { api: config.API_PROCESSES, worker: config.WORKER_PROCESSES },
  };
}

/** `sampleEventsIn`: the currency of the sample events that an empty database gets. */
async function prepareDatabase(url: string, sampleEventsIn: string | false): Promise<string> {
  const applied = await migrate(url);
  const events = sampleEventsIn ? await seed(url, sampleEventsIn) : 0;
  return [
    applied.length > 0 ? `${applied.length} migrations applied` : 'up to date',
    ...(events > 0 ? [`${events} sample events`] : []),
  ].join(', ');
}
