import { connectRedis } from '../activities/redis.ts';
import { postgresSales } from '../activities/catalogue/sales.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import { connectDatabase } from '../prisma/client.ts';
import { until } from './poll.ts';

const WITHIN_MS = 30_000;

/**
 * Waits until the gate knows every live sale, so that nobody who joins in the first second is told to come back.
 * @returns how many it knows; after 30 s those that are still missing are left to the reconciler.
 */
export async function salesUp({
  databaseUrl,
  redisUrl,
  config,
  signal,
}: {
  databaseUrl: string;
  redisUrl: string;
  config: Config;
  signal: AbortSignal;
}): Promise<string> {
  const db = connectDatabase({ url: databaseUrl, poolSize: 1 });
  const redis = connectRedis(redisUrl);
  redis.on('error', () => undefined); // each command that fails says so itself
  try {
    await redis.connect();
    const live = await postgresSales(db, config).live();
    const room = redisWaitingRoom(redis);
    const missing = async () => {
      const known = new Set(await room.publishedSales());
      return live.filter((event) => !known.has(event)).length;
    };
    const allUp = await until(async () => (await missing()) === 0, { withinMs: WITHIN_MS, signal });
    return allUp
      ? `${live.length} open or announced`
      : `${await missing()} of ${live.length} not up yet; the reconciler starts them within a minute`;
  } finally {
    redis.disconnect();
    await db.$disconnect();
  }
}
