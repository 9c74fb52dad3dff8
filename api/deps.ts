import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { redisJournal } from '../activities/journal/journal.ts';
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
import { saleWatch } from './read/sale-watch.ts';
import { saleTally } from './sale-tally.ts';
import { sales } from './sales.ts';
import { tierDesk } from './tiers.ts';

export type Connections = { config: Config; db: PrismaClient; redis: Redis; temporal: Client; log: Logger };

/** Everything the routes use, made once from the connections. */
export function createDeps(connections: Connections) {
  const { config, db, log, redis, temporal } = connections;
  const waitingRoom = redisWaitingRoom(redis);
  const journal = redisJournal(redis);
  const shared = { waitingRoom, stockGate: redisStockGate(redis), catalogue: catalogue(db), sales: sales(temporal) };
  const desk = organiserDesk({ ...connections, ...shared });
  return {
    ...connections,
    ...shared,
    limits: limits(redis, config),
    metrics: apiMetrics(waitingRoom, config.WORKER_METRICS_URL),
    purchases: purchases(temporal),
    reads: purchaseReads(db),
    desk,
    tiers: tierDesk({ ...connections, ...shared, findEvent: desk.find }),
    tally: saleTally(journal, log),
    watch: saleWatch({ config, db, waitingRoom, journal }),
  };
}

export type Deps = ReturnType<typeof createDeps>;
