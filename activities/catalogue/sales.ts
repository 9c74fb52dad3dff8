import type { Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import type { Sales } from './ports.ts';
import { gateSale, type SaleDefaults } from './gate-sale.ts';

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
        where: { status: { in: ['scheduled', 'on_sale'] } },
        select: { id: true },
      });
      return events.map(({ id }) => id);
    },

    async open(eventId) {
      await db.event.updateMany({ where: { id: eventId, status: 'scheduled' }, data: { status: 'on_sale' } });
    },

    async close(eventId) {
      const live = { id: eventId, status: { in: ['scheduled', 'on_sale'] } } satisfies Prisma.EventWhereInput;
      await db.event.updateMany({ where: { ...live, starts_at: { lte: new Date() } }, data: { status: 'closed' } });
      return (await db.event.count({ where: live })) === 0;
    },

    async stock(eventId) {
      const [tiers, holds] = await db.$transaction(
        [
          db.tier.findMany({
            where: { event_id: eventId },
            select: { id: true, capacity: true, held: true, sold: true },
          }),
          db.reservation.findMany({
            where: { event_id: eventId, status: 'active' },
            select: { id: true, tier_id: true, quantity: true },
          }),
        ],
        { isolationLevel: 'RepeatableRead' },
      );
      return {
        tiers: tiers.map(({ id, capacity, held, sold }) => ({ tierId: id, capacity, free: capacity - held - sold })),
        claims: holds.map(({ id, tier_id, quantity }) => ({ reservationId: id, tierId: tier_id, quantity })),
      };
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
