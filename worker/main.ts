import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/activities.ts';
import { connectBlocking, connectRedis, refuseEviction } from '../activities/redis.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { connectDatabase } from '../prisma/client.ts';
import { meteredCounters } from './counters.ts';
import { drainJoinStreams } from './join-stream.ts';
import { createPorts } from '../activities/connect.ts';
import { keepScheduled, reconcileNow, scheduleReconciler } from './schedule.ts';
import { bundleWorkflows, createWorkers } from './worker.ts';

const config = readConfig(process.env);
const log = createLog('worker', config.LOG_LEVEL);
const pinoLevels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

Runtime.install({
  logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[pinoLevels[level]](meta ?? {}, message)),
  telemetryOptions: {
    metrics: {
      prometheus: { bindAddress: `${config.API_HOST}:${config.WORKER_METRICS_PORT}`, countersTotalSuffix: true },
    },
  },
  shutdownSignals: [],
});

const db = connectDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
const redis = connectRedis(config.REDIS_URL);
const reading = connectBlocking(config.REDIS_URL);
for (const connection of [redis, reading]) connection.on('error', (failure) => log.warn({ err: failure }, 'redis'));
const [connection, workflowBundle] = await Promise.all([
  NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
  bundleWorkflows(),
  redis.connect(),
  reading.connect(),
]);

await refuseEviction(redis);

const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
const ports = createPorts({ db, redis, client, config, counters: meteredCounters(Runtime.instance().metricMeter) });
const activities = createActivities(ports);
const workers = await createWorkers({
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  workflowBundle,
  activities,
  shutdownGraceMs: config.SHUTDOWN_GRACE_MS,
  cachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
  buildId: config.WORKER_BUILD_ID,
});

await scheduleReconciler(client);
// Not in a minute: after a start, sales may be missing that Postgres knows of.
await reconcileNow(client);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    log.info('stopping: no new work, finishing what is under way');
    stopping.abort();
    for (const worker of workers) worker.shutdown();
    reading.disconnect();
  });
}

log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'the worker is ready');
await Promise.all([
  ...workers.map((worker) => worker.run()),
  keepScheduled(client, { log, signal: stopping.signal }),
  drainJoinStreams({
    redis: reading,
    waitingRoom: ports.waitingRoom,
    workflows: ports.workflows,
    consumer: randomUUID(),
    onGateLost: () => reconcileNow(client),
    log,
    signal: stopping.signal,
  }),
]);
redis.disconnect();
await db.$disconnect();
await connection.close();
