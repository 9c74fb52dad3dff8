import { randomUUID } from 'node:crypto';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createActivities } from '../activities/activities.ts';
import { connectPorts, openConnections } from '../activities/connect.ts';
import { wakeSale } from '../activities/organiser/wake-calls.ts';
import { connectBlocking, refuseEviction } from '../activities/redis.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { drainJoinStreams } from './join-stream.ts';
import { meteredCounters } from './metered-counters.ts';
import { keepScheduled, reconcileNow, scheduleReconciler } from './reconcile-schedule.ts';
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

const [temporalConnection, workflowBundle] = await Promise.all([
  NativeConnection.connect({ address: config.TEMPORAL_ADDRESS }),
  bundleWorkflows(),
]);
const logRedisError = (failure: Error) => log.warn({ err: failure }, 'redis');
const connections = openConnections(config, {
  poolSize: config.DATABASE_POOL_SIZE,
  temporalConnection,
  onRedisError: logRedisError,
});
const { redis, temporal } = connections;
const streamReader = connectBlocking(config.REDIS_URL).on('error', logRedisError);
await Promise.all([redis.connect(), streamReader.connect()]);
await refuseEviction(redis);

const ports = connectPorts(connections, config, meteredCounters(Runtime.instance().metricMeter));
const workers = await createWorkers({
  connection: temporalConnection,
  namespace: config.TEMPORAL_NAMESPACE,
  workflowBundle,
  activities: createActivities(ports),
  shutdownGraceMs: config.SHUTDOWN_GRACE_MS,
  cachedWorkflows: config.WORKER_CACHED_WORKFLOWS,
  buildId: config.WORKER_BUILD_ID,
});

await scheduleReconciler(temporal);
// At once, because after a start the workflows of live sales may be missing.
await reconcileNow(temporal);

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    log.info('stopping: no new work, finishing what is under way');
    stopping.abort();
    for (const worker of workers) worker.shutdown();
    streamReader.disconnect();
  });
}

log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'the worker is ready');
await Promise.all([
  ...workers.map((worker) => worker.run()),
  keepScheduled(temporal, { log, signal: stopping.signal }),
  drainJoinStreams({
    redis: streamReader,
    waitingRoom: ports.waitingRoom,
    entryWorkflows: ports.entryWorkflows,
    wakeSale: (eventId) => wakeSale(ports, eventId),
    consumer: randomUUID(),
    onGateLost: () => reconcileNow(temporal),
    log,
    signal: stopping.signal,
  }),
]);
await connections.close();
