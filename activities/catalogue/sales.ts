import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import type { Sales, Stock } from './ports.ts';
import { gateSale, type SaleDefaults } from './gate-sale.ts';

const isLive = { status: { in: ['scheduled', 'on_sale'] } } satisfies Prisma.EventWhereInput;
const stockColumns = { id: true, capacity: true, held: true, sold: true } satisfies Prisma.TierSelect;
const holdColumns = {
  id: true,
  event_id: true,
  tier_id: true,
  quantity: true,
} satisfies Prisma.ReservationSelect;

const toStock = (
  tiers: { id: string; capacity: number; held: number; sold: number }[],
  holds: { id: string; tier_id: string; quantity: number }[],
): Stock => ({
  tiers: tiers.map(({ id, capacity, held, sold }) => ({ tierId: id, capacity, free: capacity - held - sold })),
  claims: holds.map(({ id, tier_id, quantity }) => ({ reservationId: id, tierId: tier_id, quantity })),
});

/** Events and their stock in Postgres. */
export function postgresSales(db: PrismaClient, defaults: SaleDefaults): Sales {
  return {
    async find(eventId) {
      const event = await db.event.findUnique({ where: { id: eventId } });
      return event
        ? {
            gate: gateSale(event, defaults),
            opened: event.status === 'on_sale',
            canceled: event.status === 'canceled',
            closesAt: event.starts_at.getTime(),
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
          db.reservation.findMany({ where: { status: 'active', tier: { event: isLive } }, select: holdColumns }),
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

    async open(eventId) {
      await db.event.updateMany({ where: { id: eventId, status: 'scheduled' }, data: { status: 'on_sale' } });
    },

    async close(eventId) {
      const live = { ...isLive, id: eventId };
      await db.event.updateMany({ where: { ...live, starts_at: { lte: new Date() } }, data: { status: 'closed' } });
      return (await db.event.count({ where: live })) === 0;
    },

    async stock(eventId) {
      const [tiers, holds] = await db.$transaction(
        [
          db.tier.findMany({ where: { event_id: eventId }, select: stockColumns }),
          db.reservation.findMany({ where: { event_id: eventId, status: 'active' }, select: holdColumns }),
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
