import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { postgresRefunds } from '../../../activities/refunds/refunds.ts';
import { attendeesFile, ordersFile } from '../../../api/orders/order-files.ts';
import { orderReads } from '../../../api/orders/order-reads.ts';
import type { OrderListQuery } from '../../../api/orders/schemas.ts';
import { addPastSales } from '../../../bench/past-sales.ts';
import { openSaleIn } from '../../../bench/purchase-statements.ts';
import { readConfig } from '../../../config.ts';
import type { Database } from '../../../prisma/client.ts';
import { stack } from '../../harness.ts';
import { databaseWithPlans, growing, plansOf } from '../purchase/statement-plans.ts';

const { db: server, environment } = stack();
const logFile = join(inject('logFolder'), 'postgresql.log');
/** More than a page has rows, and far less than there are orders. */
const MOST_ROWS = 200;
const CAPACITY = 1_000_000;

/** Gives every order a number as sales have it, a name and an address, and some a refund. */
async function nameBuyers(db: Database): Promise<void> {
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      await tx.$executeRaw`UPDATE orders SET number = new_order_number()`;
      await tx.$executeRaw`
        UPDATE orders SET buyer_name = 'Ada ' || buyer_id || ' ' || number, buyer_email = number || '@example.com',
          status = CASE WHEN hashtext(number) % 1000 = 0 THEN 'refunded' ELSE 'paid' END::"OrderStatus"`;
    },
    { timeout: 120_000 },
  );
}

it.each(['force_custom_plan', 'force_generic_plan'])(
  'finds orders without reading more of them, the more there are (%s)',
  async (planCacheMode) => {
    const { db, open } = await databaseWithPlans(environment['DATABASE_URL']!, server, planCacheMode);
    const [sale, other] = [await openSaleIn(db, CAPACITY), await openSaleIn(db, CAPACITY)];
    await addPastSales(db, { ...sale, seller: 'now' }, 20_000);
    await addPastSales(db, { ...other, seller: 'then' }, 20_000);
    await nameBuyers(db);
    // On a busy machine this takes longer than any statement of the product may; the client has one connection.
    await db.$executeRaw`SET statement_timeout = 0`;
    await db.$executeRaw`VACUUM ANALYZE`;
    const reads = open();
    const orders = orderReads(reads, readConfig(environment));
    const order = await db.order.findFirstOrThrow({
      where: { event_id: sale.eventId, status: 'refunded' },
      include: { tickets: true },
    });
    const page = (query: Partial<OrderListQuery>) => orders.page({ limit: 50, ...query });
    const ofEvent = { event_id: sale.eventId };

    const plans = await plansOf(reads, logFile, async () => {
      for (const where of [{}, ofEvent]) {
        const { next_cursor } = await page(where);
        await page({ ...where, cursor: next_cursor! });
        for (const status of ['paid', 'refunded', 'disputed'] as const) await page({ ...where, status });
        for (const q of [order.number, order.number.slice(0, 5), order.buyer_email!, order.buyer_name!, 'nobody'])
          expect((await page({ ...where, q })).orders, q).toHaveLength(q === 'nobody' ? 0 : 1);
      }
      await page({ q: 'ABCD-EFGH-JKMN-PQRS' });
      await orders.find(order.id);
      const refunds = postgresRefunds(reads);
      await refunds.due(sale.eventId, 40);
      await refunds.eventsDue(0);
      await refunds.pending();
      await refunds.late(0);
      await refunds.openDisputes();
      await orders.find(randomUUID()).catch(() => undefined);
    });
    expect(plans.length).toBeGreaterThan(20);
    expect(growing(plans, MOST_ROWS)).toEqual([]);

    // What needs every order of an event reads those alone, and no table from end to end.
    const event = await db.event.findUniqueOrThrow({ where: { id: sale.eventId } });
    const whole = await plansOf(reads, logFile, async () => {
      expect((await orders.money(event)).orders).toBe(20_000);
      for (const file of [ordersFile, attendeesFile]) {
        let pieces = 0;
        for await (const piece of file(reads, event)) pieces += piece.length > 0 ? 1 : 0;
        expect(pieces).toBe(21);
      }
    });
    expect(growing(whole, 20_000)).toEqual([]);
  },
);
