import { redisJournal } from '../../activities/waiting-room/statistics.ts';
import { simulatedProvider } from '../../activities/payments/simulated-provider.ts';
import type { Ports } from '../../activities/ports.ts';
import { postgresPurchases } from '../../activities/purchase/purchases.ts';
import { postgresSales } from '../../activities/catalogue/sales.ts';
import { redisStockGate } from '../../activities/purchase/stock-gate.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { readConfig } from '../../config.ts';
import type { Stores } from './stores.ts';

export const config = readConfig({
  DATABASE_URL: 'postgresql://127.0.0.1',
  REDIS_URL: 'redis://127.0.0.1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ADMIN_TOKEN: 'a token of the models',
  TICKET_SIGNING_KEY: 'k'.repeat(32),
});

export type RealPorts = Omit<Ports, 'workflows' | 'counters'>;

/** The real ports, which all simulations share. */
export function realPorts({ db, redis }: Stores): RealPorts {
  return {
    waitingRoom: redisWaitingRoom(redis),
    stockGate: redisStockGate(redis),
    purchases: postgresPurchases(db, {
      purchaseLimit: config.EVENT_PURCHASE_LIMIT,
      reservationTtlSeconds: config.RESERVATION_TTL_SECONDS,
      signingKey: config.TICKET_SIGNING_KEY,
    }),
    sales: postgresSales(db, config),
    payments: simulatedProvider(db),
    journal: redisJournal(redis),
  };
}

/** The simulations run purchases only: every other workflow port does nothing. */
export const noWorkflows: Ports['workflows'] = {
  startEntry: async () => undefined,
  admitEntry: async () => undefined,
  leaveEntry: async () => undefined,
  waitingPlaces: async () => [],
  startSale: async () => undefined,
  runningSales: async () => new Set(),
  cancelPurchase: async () => undefined,
  runningPurchases: async () => new Set(),
  purchaseState: async () => 'unknown',
  adoptPurchase: async () => false,
  endPurchase: async () => undefined,
  failingTasks: async () => [],
};
