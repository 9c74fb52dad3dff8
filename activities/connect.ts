import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import { redisJournal } from './waiting-room/statistics.ts';
import { simulatedProvider } from './payments/simulated-provider.ts';
import type { Counters, Ports } from './ports.ts';
import { postgresPurchases } from './purchase/purchases.ts';
import { postgresSales } from './catalogue/sales.ts';
import { redisStockGate } from './purchase/stock-gate.ts';
import { redisWaitingRoom } from './waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import type { Database } from '../prisma/client.ts';
import { temporalWorkflows } from '../worker/workflows.ts';

/** The ports on the real stores, for whoever does the work of activities. */
export const createPorts = ({
  db,
  redis,
  client,
  config,
  counters,
}: {
  db: Database;
  redis: Redis;
  client: Client;
  config: Config;
  counters: Counters;
}): Ports => ({
  waitingRoom: redisWaitingRoom(redis),
  stockGate: redisStockGate(redis),
  purchases: postgresPurchases(db, {
    purchaseLimit: config.EVENT_PURCHASE_LIMIT,
    reservationTtlSeconds: config.RESERVATION_TTL_SECONDS,
    signingKey: config.TICKET_SIGNING_KEY,
  }),
  sales: postgresSales(db, config),
  payments: simulatedProvider(db),
  workflows: temporalWorkflows(client),
  counters,
  journal: redisJournal(redis),
});
