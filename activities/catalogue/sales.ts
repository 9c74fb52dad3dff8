import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import type { Sales, Stock } from './ports.ts';
import { gateSale, type SaleDefaults } from './gate-sale.ts';

const isLive = { status: { in: ['scheduled', 'on_sale'] } } satisfies Prisma.EventWhereInput;
const stockColumns = { id: true, capacity: true, held: true, sold: true } satisfies Prisma.TierSelect;

type HoldRow = { id: string; event_id: string; tier_id: string; quantity: number };
/**
 * Active holds. Prisma would send the status as a parameter, and a plan for any status reads reservations of all times
 * instead of the index of the active ones.
 */
const activeHolds = Prisma.sql`
  SELECT r.id, r.event_id, r.tier_id, r.quantity FROM reservations r WHERE r.status = 'active'`;

const toStock = (
  tiers: { id: string; capacity: number; held: number; sold: number }[],
  holds: Pick<HoldRow, 'id' | 'tier_id' | 'quantity'>[],
): Stock => ({
  tiers: tiers.map(({ id, capacity, held, sold }) => ({ tierId: id, capacity, free: capacity - held - sold })),
  claims: holds.map(({ id, tier_id, quantity }) => ({ reservationId: id, tierId: tier_id, quantity })),
});

/** What the workflow changes itself it has seen, unless it had not seen what was there before. */
const ownChangeSeen = Prisma.sql`CASE WHEN seen_revision = revision THEN revision + 1 ELSE seen_revision END`;

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

/** Events and their stock in Postgres. */
export function postgresSales(db: PrismaClient, defaults: SaleDefaults): Sales {
  return {
    async find(eventId) {
      const event = await db.event.findUnique({ where: { id: eventId } });
      return event
        ? {
            gate: gateSale(event, defaults),
            opened: event.status === 'on_sale',
            closesAt: event.starts_at.getTime(),
            revision: event.revision,
          }
        : undefined;
    },

    async live() {
      const events = await db.event.findMany({
        where: isLive,
        select: { id: true },
      });
      return events.map(({ id }) => id);
    },

    async liveSales() {
      const [events, holds] = await db.$transaction(
        [
          db.event.findMany({ where: isLive, include: { tiers: { select: stockColumns } } }),
          db.$queryRaw<HoldRow[]>`
            ${activeHolds} AND EXISTS (
              SELECT FROM events e WHERE e.id = r.event_id AND e.status IN ('scheduled', 'on_sale'))`,
        ],
        { isolationLevel: 'RepeatableRead' },
      );
      const holdsOf = new Map(events.map(({ id }): [string, typeof holds] => [id, []]));
      for (const hold of holds) holdsOf.get(hold.event_id)?.push(hold);
      return events.map((event) => ({
        gate: gateSale(event, defaults),
        stock: toStock(event.tiers, holdsOf.get(event.id)!),
      }));
    },

    async saw(eventId, revision) {
      await db.event.updateMany({
        where: { id: eventId, seen_revision: { lt: revision } },
        data: { seen_revision: revision },
      });
    },

    async unseen() {
      return idsOf(
        await db.$queryRaw`
        SELECT id FROM events
        WHERE revision <> seen_revision AND (seen_revision > 0 OR status IN ('scheduled', 'on_sale'))`,
      );
    },

    async open(eventId) {
      await db.$executeRaw`
        UPDATE events SET status = 'on_sale', seen_revision = ${ownChangeSeen}
        WHERE id = ${eventId}::uuid AND status = 'scheduled'`;
    },

    async close(eventId, now) {
      await db.$executeRaw`
        UPDATE events SET status = 'closed', seen_revision = ${ownChangeSeen}
        WHERE id = ${eventId}::uuid AND status IN ('scheduled', 'on_sale')
          AND starts_at <= ${now.toISOString()}::timestamptz`;
      return (await db.event.count({ where: { ...isLive, id: eventId } })) === 0;
    },

    async settleCanceled(eventId) {
      return idsOf(await db.$queryRaw`SELECT id FROM settle_canceled_event(${eventId}::uuid) AS canceled (id)`);
    },

    async unsettled() {
      return idsOf(
        await db.$queryRaw`
        SELECT e.id FROM events e WHERE e.status = 'canceled' AND EXISTS (
          SELECT FROM reservations r WHERE r.event_id = e.id AND r.status = 'active' AND r.payment_started_at IS NULL)`,
      );
    },

    async stock(eventId) {
      const [tiers, holds] = await db.$transaction(
        [
          db.tier.findMany({ where: { event_id: eventId }, select: stockColumns }),
          db.$queryRaw<HoldRow[]>`${activeHolds} AND r.event_id = ${eventId}::uuid`,
        ],
        { isolationLevel: 'RepeatableRead' },
      );
      return toStock(tiers, holds);
    },

    async capacities(eventId) {
      const tiers = await db.tier.findMany({
        where: { event_id: eventId },
        select: { id: true, capacity: true },
        orderBy: { id: 'asc' },
      });
      return Object.fromEntries(tiers.map(({ id, capacity }) => [id, capacity]));
    },
  };
}
