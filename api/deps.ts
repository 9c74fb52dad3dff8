import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { redisJournal } from '../activities/waiting-room/statistics.ts';
import { redisStockGate } from '../activities/purchase/stock-gate.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import type { PrismaClient } from '../prisma/generated/client.ts';
import { limits } from './http/rate-limits.ts';
import { apiMetrics } from './http/metrics.ts';
import { organiserDesk } from './organiser/event-service.ts';
import { purchases } from '../activities/purchase/purchase-workflows.ts';
import { catalogue } from './catalogue/catalogue.ts';
import { purchaseReads } from './purchase/reads.ts';
import { saleWatch } from './organiser/sale-monitor.ts';
import { saleTally } from '../activities/waiting-room/buffered-statistics.ts';
import { sales } from '../activities/organiser/sale-workflows.ts';
import { tierDesk } from './organiser/tier-service.ts';

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
