import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';
import { connectDatabase, type Database } from '../../prisma/client.ts';

export type Stores = { db: Database; redis: Redis };

/** Connects to the stores of this run. Call it once at the top of a test file. */
export function stores(poolSize = 10): Stores {
  const { databaseUrl, redisUrl } = inject('stores');
  const db = connectDatabase({ url: databaseUrl, poolSize });
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  afterAll(async () => {
    redis.disconnect();
    await db.$disconnect();
  });
  return { db, redis };
}
