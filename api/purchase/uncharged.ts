import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';

/**
 * The reservations of orders, of a buyer or one, whose money is set aside and not taken yet. A moment after their
 * tickets were issued it is; where the provider is away it takes longer, and until then nobody is shown the tickets.
 */
export async function unchargedReservations(
  db: PrismaClient,
  where: { buyer_id: string } | { order_id: string } | { reservation_id: string },
): Promise<string[]> {
  const named =
    'buyer_id' in where
      ? Prisma.sql`o.buyer_id = ${where.buyer_id}`
      : 'order_id' in where
        ? Prisma.sql`o.id = ${where.order_id}::uuid`
        : Prisma.sql`o.reservation_id = ${where.reservation_id}::uuid`;
  const rows = await db.$queryRaw<{ reservation_id: string }[]>`
    SELECT o.reservation_id FROM orders o JOIN payments p ON p.reservation_id = o.reservation_id
    WHERE ${named} AND p.state = 'begun'`;
  return rows.map(({ reservation_id }) => reservation_id);
}
