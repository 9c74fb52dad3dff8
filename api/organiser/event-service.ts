import type { StockGate, WaitingRoom } from '../../activities/ports.ts';
import { gateSale } from '../../activities/catalogue/gate-sale.ts';
import { postgresSales } from '../../activities/catalogue/sales.ts';
import type { Event } from '../../prisma/generated/client.ts';
import type { Connections } from '../deps.ts';
import { isLive, requireStatusChange } from '../catalogue/event-status.ts';
import { eventNotFound } from '../waiting-room/problems.ts';
import { Problem } from '../http/problems.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { resetOrders } from './reset-orders.ts';
import { isUuid } from '../http/routing.ts';
import type { Sales } from '../../activities/organiser/sale-workflows.ts';

type Desk = Connections & { waitingRoom: WaitingRoom; stockGate: StockGate; catalogue: Catalogue; sales: Sales };

export type EventChange = Partial<
  Pick<
    Event,
    | 'name'
    | 'venue'
    | 'description'
    | 'status'
    | 'wave_size'
    | 'wave_interval_ms'
    | 'access_ttl_seconds'
    | 'reservation_ttl_seconds'
    | 'purchase_limit'
  >
> & { starts_at?: string; on_sale_at?: string };
export type NewEvent = EventChange & { name: string; venue: string; starts_at: string; on_sale_at: string };

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

  const untold = (event: string) => (failure: unknown) =>
    log.warn({ err: failure, event }, 'gate or sale could not be told; the reconciler will see to it');

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

    clearRoom: async (id: string) => waitingRoom.clear((await find(id)).id),

    /** Starts a demo over: what was sold at an event is free again, and its money given back. */
    async resetOrders(id: string) {
      await find(id);
      if (config.AUTH_MODE !== 'demo')
        throw new Problem(403, 'forbidden', { detail: 'Orders can be deleted in demo mode only.' });
      const deleted = await resetOrders(db, id);
      const repair = async () => {
        if (await waitingRoom.knows(id))
          await stockGate.repair(id, await stockGate.version(id), await stored.stock(id));
      };
      await repair().catch(untold(id));
      return deleted;
    },
  };
}

function requireOrder(onSaleAt: Date, startsAt: Date): void {
  if (onSaleAt > startsAt)
    throw new Problem(400, 'on_sale_at is after starts_at', {
      detail: 'Tickets go on sale before the event starts.',
      fields: ['on_sale_at', 'starts_at'],
    });
}
