import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { redisStockGate } from '../activities/stock/stock-gate.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import type { PrismaClient } from '../prisma/generated/client.ts';
import { limits } from './limits.ts';
import { apiMetrics } from './metrics.ts';
import { organiserDesk } from './organiser.ts';
import { purchases } from './purchases.ts';
import { catalogue } from './read/catalogue.ts';
import { purchaseReads } from './read/purchases.ts';
import { sales } from './sales.ts';

export type Connections = { config: Config; db: PrismaClient; redis: Redis; temporal: Client; log: Logger };

/** Everything the routes use, made once from the connections. */
export function createDeps(connections: Connections) {
  const { config, db, redis, temporal } = connections;
  const waitingRoom = redisWaitingRoom(redis);
  const shared = { waitingRoom, stockGate: redisStockGate(redis), catalogue: catalogue(db), sales: sales(temporal) };
  return {
    ...connections,
    ...shared,
    limits: limits(redis, config),
    metrics: apiMetrics(waitingRoom, config.WORKER_METRICS_URL),
    purchases: purchases(temporal),
    reads: purchaseReads(db),
    desk: organiserDesk({ ...connections, ...shared }),
  };
}

export type Deps = ReturnType<typeof createDeps>;
