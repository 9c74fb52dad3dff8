import type { Client } from '@temporalio/client';
import type { Redis } from 'ioredis';
import { redisJournal } from '../activities/journal/journal.ts';
import { simulatedProvider } from '../activities/payments/simulated-provider.ts';
import type { Counters, Ports } from '../activities/ports.ts';
import { postgresPurchases } from '../activities/stock/purchases.ts';
import { postgresSales } from '../activities/stock/sales.ts';
import { redisStockGate } from '../activities/stock/stock-gate.ts';
import { redisWaitingRoom } from '../activities/waiting-room/waiting-room.ts';
import type { Config } from '../config.ts';
import type { Database } from '../prisma/client.ts';
import { temporalWorkflows } from './workflows.ts';

/** The ports on the real stores, for whoever does the work of activities. */
export const createPorts = ({ db, redis, client, config, counters }: { db: Database; redis: Redis; client: Client; config: Config; counters: Counters }): Ports => ({
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
