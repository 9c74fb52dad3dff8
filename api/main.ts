import { Client, Connection } from '@temporalio/client';
import { connectRedis, EvictingRedis, refuseEviction } from '../activities/redis.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { connectDatabase } from '../prisma/client.ts';
import { createApp } from './app.ts';
import { createDeps } from './deps.ts';
import { fixedHeaders } from './http/fixed-headers.ts';
import { startServer } from './http/server.ts';

const config = readConfig(process.env);
const log = createLog('api', config.LOG_LEVEL);

const db = connectDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
const redis = connectRedis(config.REDIS_URL);
redis.on('error', (failure) => log.warn({ err: failure }, 'redis'));
// After a long outage gRPC would wait up to two minutes before it looks for the server again.
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 };
const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS, channelArgs });
const temporal = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
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

const deps = createDeps({ config, db, redis, temporal, log });
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

const stop = async () => {
  log.info('stopping: answering what is under way');
  await server.stop(config.SHUTDOWN_GRACE_MS);
  await deps.tally.flush();
  redis.disconnect();
  await Promise.allSettled([db.$disconnect(), connection.close()]);
  log.info('stopped');
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
