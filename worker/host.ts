import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/activities.ts';
import { connectPorts, openConnections } from '../activities/connect.ts';
import { wakeSale } from '../activities/organiser/wake-calls.ts';
import { connectBlocking, refuseEviction } from '../activities/redis.ts';
import { temporalConnection } from '../activities/temporal.ts';
import { placeStreams } from '../activities/waiting-room/ports.ts';
import type { Config } from '../config.ts';
import { announceReady, leaveGroup } from '../process-group.ts';
import { fullSpeed, makeWay, recordPurchases } from './make-way.ts';
import { keepBacklogGauges } from './backlog-gauges.ts';
import { drainPlaceStreams } from './place-stream.ts';
import { passMailsOn } from './mail-starter.ts';
import { captureBuckets, meteredCounters } from './metered-counters.ts';
import { keepScheduled, reconcileNow, scheduleReconciler } from './reconcile-schedule.ts';
import { sdkLogger } from './sdk-log.ts';
import { keepStoreGauges } from './store-gauges.ts';
import { bundleWorkflows, createWorkers } from './worker.ts';
import { useOwnWorkflowThreads } from './workflow-threads.ts';

/** Hosts workflows and activities in this process until it is told to stop. */
export async function host(config: Config, log: Logger): Promise<void> {
  const sdkLog = sdkLogger(log);

  Runtime.install({
    logger: sdkLog,
    telemetryOptions: {
      // Its native part would write text to the console.
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      metrics: {
        prometheus: {
          bindAddress: `${config.API_HOST}:${config.WORKER_METRICS_PORT}`,
          countersTotalSuffix: true,
          histogramBucketOverrides: captureBuckets,
        },
      },
    },
    shutdownSignals: [],
  });

  useOwnWorkflowThreads({ stackTraces: config.WORKER_STACK_TRACES === '1' });
  const [connection, workflowBundle] = await Promise.all([
    NativeConnection.connect(temporalConnection(config)),
    bundleWorkflows({ logger: sdkLog }),
  ]);
  const logRedisError = (failure: Error) => log.warn({ err: failure }, 'redis');
  const connections = openConnections(config, {
    poolSize: config.DATABASE_POOL_SIZE,
    workerConnection: connection,
    onRedisError: logRedisError,
  });
  const { redis, temporal } = connections;
  /** Each has a connection of its own, because reading blocks it. */
  const streams = placeStreams.map((stream) => ({
    stream,
    redis: connectBlocking(config.REDIS_URL).on('error', logRedisError),
  }));
  await Promise.all([redis, ...streams.map((one) => one.redis)].map((one) => one.connect()));
  await refuseEviction(redis);

  const ports = connectPorts(connections, config, meteredCounters(Runtime.instance().metricMeter));
  const workers = await createWorkers({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    workflowBundle,
    activities: recordPurchases(createActivities(ports), ports.placeStreams.recordRush),
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
      for (const one of streams) one.redis.disconnect();
    });
  }

  const makingWay = makeWay({
    ...ports.placeStreams,
    pause: (ms) => pauseFor(ms, undefined, { signal: stopping.signal }),
  });

  const mailing = config.SMTP_URL !== undefined;
  if (!mailing) log.warn({ mail: 'not_configured' }, 'SMTP_URL is not set: mails stay queued until a worker has one');

  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'the worker is ready');
  announceReady();
  await Promise.all([
    ...workers.map((worker) => worker.run()),
    keepScheduled(temporal, { log, signal: stopping.signal }),
    keepBacklogGauges({
      meter: Runtime.instance().metricMeter,
      streams: ports.placeStreams,
      sales: ports.waitingRoom.publishedSales,
      log,
      signal: stopping.signal,
    }),
    keepStoreGauges({ meter: Runtime.instance().metricMeter, ...ports, log, signal: stopping.signal }),
    ...(mailing ? [passMailsOn({ ...ports, log, signal: stopping.signal })] : []),
    ...streams.map((stream) =>
      drainPlaceStreams({
        ...stream,
        waitingRoom: ports.waitingRoom,
        entryWorkflows: ports.entryWorkflows,
        // Somebody who was admitted may buy in the next moment.
        pace: stream.stream === 'joins' ? makingWay : fullSpeed,
        wakeSale: (eventId) => wakeSale(ports, eventId),
        consumer: randomUUID(),
        onGateLost: () => reconcileNow(temporal),
        log,
        signal: stopping.signal,
      }),
    ),
  ]);
  ports.mailServer.close();
  await connections.close();
  leaveGroup();
}
