import { connectRedis } from '../activities/redis.ts';
import { postgresSales } from '../activities/catalogue/sales.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import { connectDatabase } from '../prisma/client.ts';
import { until } from './poll.ts';

const TIMEOUT_MS = 30_000;

/**
 * Waits until Redis has every live sale, so that a buyer who joins in the first second is not refused.
 * @returns a sentence with the number of live sales, and of those missing after 30 s, which the reconciler starts.
 */
export async function waitForSales({
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
  redis.on('error', () => undefined); // a failing command rejects by itself
  try {
    await redis.connect();
    const live = await postgresSales(db, config).live();
    const room = redisWaitingRoom(redis);
    const missing = async () => {
      const published = new Set(await room.publishedSales());
      return live.filter((event) => !published.has(event)).length;
    };
    const complete = await until(async () => (await missing()) === 0, { withinMs: TIMEOUT_MS, signal });
    return complete
      ? `${live.length} open or announced`
      : `${await missing()} of ${live.length} not up yet; the reconciler starts them within a minute`;
  } finally {
    redis.disconnect();
    await db.$disconnect();
  }
}
