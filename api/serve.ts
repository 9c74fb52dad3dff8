import type { Logger } from 'pino';
import { openConnections } from '../activities/connect.ts';
import { EvictingRedis, refuseEviction } from '../activities/redis.ts';
import { takesTestCards, type Config } from '../config.ts';
import { announceReady, leaveGroup } from '../process-group.ts';
import { createApp } from './app.ts';
import { createDeps } from './deps.ts';
import { fixedHeaders } from './http/fixed-headers.ts';
import { startServer } from './http/server.ts';

/** Few, because what many read is kept for a second; the rest of a flood waits here, and behind nobody's purchase. */
const READ_POOL_SIZE = 3;

/** Serves the API in this process until it is told to stop. */
export async function serve(config: Config, log: Logger): Promise<void> {
  const { close, ...connections } = openConnections(config, {
    poolSize: config.DATABASE_POOL_SIZE,
    readPoolSize: READ_POOL_SIZE,
    onRedisError: (failure) => log.warn({ err: failure }, 'redis'),
  });
  const { redis } = connections;
  await redis
    .connect()
    .then(() => refuseEviction(redis))
    .catch((failure: unknown) => {
      if (failure instanceof EvictingRedis) {
        log.fatal({ err: failure }, failure.message);
        process.exit(1);
      }
      log.warn('Redis does not answer yet; what needs it is refused until it does');
    });

  const deps = createDeps({ ...connections, config, log });
  const app = createApp(deps);
  const server = await startServer(app.fetch, {
    hostname: config.API_HOST,
    port: config.API_PORT,
    headers: await fixedHeaders(),
  }).catch((failure: unknown) => {
    log.fatal({ err: failure }, 'the API cannot listen');
    process.exit(1);
  });
  log.info({ address: server.address }, 'the API listens');
  if (takesTestCards(config))
    log.warn('buyers sign in for real, but cards are test cards: tickets are given away. See docs/PAYMENTS.md');
  announceReady();

  const stopping = new AbortController();
  const recording = deps.availability.run(stopping.signal);

  const stop = async () => {
    if (stopping.signal.aborted) return;
    log.info('stopping: answering what is under way');
    stopping.abort();
    await server.stop(config.SHUTDOWN_GRACE_MS);
    await recording;
    await deps.statistics.flush();
    await close();
    log.info('stopped');
    leaveGroup();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}
