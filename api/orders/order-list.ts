import type { Database } from '../../prisma/client.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { cursorOf, positionOf } from '../http/page-cursor.ts';
import { isUuid } from '../http/routing.ts';
import { orderColumns, type OrderRow } from './columns.ts';
import type { OrderListQuery } from './schemas.ts';
import { idsMatching } from './search.ts';

/** One page of orders, the newest first, and the cursor of the next one; none of an event that is no id. */
export async function orderPage(db: Database, { event_id, q, status, limit, cursor }: OrderListQuery) {
  const after = cursor === undefined ? undefined : positionOf(cursor);
  if (event_id !== undefined && !isUuid(event_id)) return { orders: [], next_cursor: null };
  const conditions = [
    Prisma.sql`true`,
    ...(event_id === undefined ? [] : [Prisma.sql`o.event_id = ${event_id}::uuid`]),
    ...(status === undefined ? [] : [statusIs(status)]),
    ...(after ? [Prisma.sql`(o.created_at, o.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  const asked = q ? found(q) : { before: Prisma.empty, orders: Prisma.sql`orders` };
  const rows = await db.$queryRaw<(OrderRow & { event_name: string })[]>`
    ${asked.before}
    SELECT o.*, e.name AS event_name FROM (
      SELECT ${orderColumns} FROM ${asked.orders} o WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY o.created_at DESC, o.id DESC LIMIT ${limit + 1}::int
    ) o JOIN events e ON e.id = o.event_id ORDER BY o.created_at DESC, o.id DESC`;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    orders: page.map(({ buyer_name, buyer_email, ...order }) => ({
      ...order,
      buyer: { name: buyer_name, email: buyer_email },
    })),
    next_cursor: last && rows.length > limit ? cursorOf({ at: last.created_at, id: last.id }) : null,
  };
}

/** Orders that are not only paid are few and have an index of their own, which takes these very words. */
const statusIs = (status: string) =>
  status === 'paid' ? Prisma.sql`o.status = 'paid'` : Prisma.sql`o.status <> 'paid' AND o.status::text = ${status}`;

/**
 * The orders that fit a search, all of them before they are put in order: where only a few fit, reading every order by
 * time until a page of them is full would read them all.
 */
const found = (typed: string) => ({
  before: Prisma.sql`
    WITH ids AS MATERIALIZED (${idsMatching(typed)}),
    found AS MATERIALIZED (SELECT orders.* FROM ids JOIN orders USING (id))`,
  orders: Prisma.sql`found`,
});
