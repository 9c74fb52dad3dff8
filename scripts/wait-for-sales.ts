import { connectStorePorts, openConnections } from '../activities/connect.ts';
import type { Config } from '../config.ts';
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
  const addresses = { ...config, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const { close, ...connections } = openConnections(addresses, { poolSize: 1 });
  const { sales, waitingRoom } = connectStorePorts(connections, config);
  try {
    await connections.redis.connect();
    const live = await sales.live();
    const missing = async () => {
      const published = new Set(await waitingRoom.publishedSales());
      return live.filter((event) => !published.has(event)).length;
    };
    const complete = await until(async () => (await missing()) === 0, { withinMs: TIMEOUT_MS, signal });
    return complete
      ? `${live.length} open or announced`
      : `${await missing()} of ${live.length} not up yet; the reconciler starts them within a minute`;
  } finally {
    await close();
  }
}
