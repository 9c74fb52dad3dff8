import type { Config } from '../../config.ts';
import type { Database } from '../../prisma/client.ts';
import type { Event } from '../../prisma/generated/client.ts';
import { eventMoney } from './money.ts';
import { oneOrder } from './one-order.ts';
import { attendeesFile, ordersFile } from './order-files.ts';
import { orderPage } from './order-list.ts';
import { refundsFile } from './refund-file.ts';
import type { OrderListQuery } from './schemas.ts';

/** What was sold, as an organiser looks for it, adds it up and takes it home. */
export const orderReads = (db: Database, config: Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>) => ({
  page: (query: OrderListQuery) => orderPage(db, query),
  find: (id: string) => oneOrder(db, config, id),
  money: (event: Event) => eventMoney(db, event),
  files: {
    orders: (event: Event) => ordersFile(db, event),
    attendees: (event: Event) => attendeesFile(db, event),
    refunds: (event: Event) => refundsFile(db, event),
  },
});

export type OrderReads = ReturnType<typeof orderReads>;
