import type { StockGate, WaitingRoom } from '../activities/ports.ts';
import { gateSale } from '../activities/waiting-room/gate-sale.ts';
import { postgresSales } from '../activities/stock/sales.ts';
import { Prisma, type Event } from '../prisma/generated/client.ts';
import type { Connections } from './deps.ts';
import { requireStatusChange } from './event-status.ts';
import { eventNotFound } from './gate.ts';
import { Problem } from './problems.ts';
import type { Catalogue } from './read/catalogue.ts';
import { resetOrders } from './reset-orders.ts';
import { isUuid } from './routing.ts';
import type { Sales } from './sales.ts';

type Desk = Connections & { waitingRoom: WaitingRoom; stockGate: StockGate; catalogue: Catalogue; sales: Sales };

export type EventChange = Partial<
  Pick<Event, 'name' | 'venue' | 'description' | 'status' | 'wave_size' | 'wave_interval_ms' | 'access_ttl_seconds' | 'reservation_ttl_seconds' | 'purchase_limit'>
> & { starts_at?: string; on_sale_at?: string };
export type NewEvent = EventChange & { name: string; venue: string; starts_at: string; on_sale_at: string };
export type NewTier = { event_id: string; name: string; price_cents: number; capacity: number; per_user_limit?: number };

const isLive = ({ status }: Pick<Event, 'status'>) => status === 'scheduled' || status === 'on_sale';

/**
 * What the organiser does: Postgres first, then the gate at once, so that a pause works even with Temporal away, then the
 * sale's workflow. Once Postgres has it, it is done: a gate or a workflow that cannot be told now is found by the reconciler.
 */
export function organiserDesk({ config, db, log, waitingRoom, stockGate, catalogue, sales }: Desk) {
  const stored = postgresSales(db, config);

  const find = async (id: string): Promise<Event> => {
    const event = isUuid(id) ? await db.event.findUnique({ where: { id } }) : null;
    if (!event) throw eventNotFound();
    return event;
  };

  const announce = async (event: Event, change: 'settings' | 'pause' | 'resume', wasLive: boolean) => {
    catalogue.forget(event.id);
    if (!isLive(event) && !wasLive) return;
    // A running sale that the gate does not know was lost by Redis: its places have to be put back first, which the reconciler does.
    const publish = async () => {
      if (!wasLive || (await waitingRoom.knows(event.id))) await waitingRoom.publish(gateSale(event, config));
    };
    await publish().catch(untold(event.id));
    await sales.tell(event.id, isLive(event) ? change : 'close').catch(untold(event.id));
  };

  const untold = (event: string) => (failure: unknown) => log.warn({ err: failure, event }, 'gate or sale could not be told; the reconciler will see to it');

  const setPaused = async (id: string, paused: boolean) => {
    await find(id);
    const event = await db.event.update({ where: { id }, data: { paused } });
    await announce(event, paused ? 'pause' : 'resume', isLive(event));
    return event;
  };

  return {
    find,
    list: () => db.event.findMany({ orderBy: [{ starts_at: 'asc' }, { id: 'asc' }] }),

    async create(given: NewEvent): Promise<Event> {
      requireOrder(new Date(given.on_sale_at), new Date(given.starts_at));
      const event = await db.event.create({ data: given });
      await announce(event, 'settings', false);
      return event;
    },

    async change(id: string, given: EventChange): Promise<Event> {
      await find(id);
      const { before, event } = await db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT id FROM events WHERE id = ${id}::uuid FOR UPDATE`;
        const found = await tx.event.findUniqueOrThrow({ where: { id } });
        requireStatusChange(found.status, given.status ?? found.status);
        requireOrder(new Date(given.on_sale_at ?? found.on_sale_at), new Date(given.starts_at ?? found.starts_at));
        return { before: found, event: await tx.event.update({ where: { id }, data: given }) };
      });
      await announce(event, 'settings', isLive(before));
      return event;
    },

    pause: (id: string) => setPaused(id, true),
    resume: (id: string) => setPaused(id, false),

    async addTier({ per_user_limit = config.EVENT_PURCHASE_LIMIT, ...given }: NewTier) {
      const event = await find(given.event_id);
      const tier = await db.tier.create({ data: { ...given, per_user_limit } }).catch((failure: unknown) => {
        if (!(failure instanceof Prisma.PrismaClientKnownRequestError && failure.code === 'P2002')) throw failure;
        throw new Problem(400, 'A tier of this name exists', { detail: `This event has a tier called ${given.name} already.`, fields: ['name'] });
      });
      catalogue.forget(event.id);
      if (isLive(event)) await stockGate.addTier(event.id, tier.id, tier.capacity).catch(untold(event.id));
      return tier;
    },

    tiers: () => db.tier.findMany({ orderBy: [{ event_id: 'asc' }, { price_cents: 'asc' }] }),

    async tier(id: string) {
      const tier = isUuid(id) ? await db.tier.findUnique({ where: { id } }) : null;
      if (!tier) throw new Problem(404, 'Tier not found', { detail: 'There is no such tier.' });
      return tier;
    },

    async saleStatus(id: string) {
      const event = await find(id);
      const [tiers, crowd] = await Promise.all([
        db.tier.findMany({ where: { event_id: id }, orderBy: { price_cents: 'asc' } }),
        // Without Redis nobody knows how many wait, and null says so; an event that is not on sale has no queue.
        waitingRoom.crowd(id).then((known) => known ?? (isLive(event) ? undefined : { waiting: 0 }), () => undefined),
      ]);
      const rows = tiers.map((tier) => ({
        tier_id: tier.id, tier_name: tier.name, capacity: tier.capacity, sold: tier.sold, active_holds: tier.held, available: tier.capacity - tier.sold - tier.held,
      }));
      const sum = (field: 'capacity' | 'sold' | 'active_holds' | 'available') => rows.reduce((total, row) => total + row[field], 0);
      return {
        event_id: id, event_name: event.name, paused: event.paused, status: event.status, total_capacity: sum('capacity'), total_sold: sum('sold'),
        total_active_holds: sum('active_holds'), total_available: sum('available'), queue_length: crowd?.waiting ?? null, tiers: rows,
      };
    },

    clearRoom: async (id: string) => waitingRoom.clear((await find(id)).id),

    /** Starts a demo over: what was sold at an event is free again, and its money given back. */
    async resetOrders(id: string) {
      await find(id);
      if (config.AUTH_MODE !== 'demo') throw new Problem(403, 'forbidden', { detail: 'Orders can be deleted in demo mode only.' });
      const deleted = await resetOrders(db, id);
      const repair = async () => {
        if (await waitingRoom.knows(id)) await stockGate.repair(id, await stockGate.version(id), await stored.stock(id));
      };
      await repair().catch(untold(id));
      return deleted;
    },
  };
}

function requireOrder(onSaleAt: Date, startsAt: Date): void {
  if (onSaleAt > startsAt) throw new Problem(400, 'on_sale_at is after starts_at', { detail: 'Tickets go on sale before the event starts.', fields: ['on_sale_at', 'starts_at'] });
}
