import type { Logger } from 'pino';
import { gateSale } from '../../activities/catalogue/gate-sale.ts';
import type { Sales } from '../../activities/catalogue/ports.ts';
import type { SaleChange, SaleWorkflows } from '../../activities/organiser/ports.ts';
import { recountStock } from '../../activities/purchase/capacities.ts';
import type { StockGate } from '../../activities/purchase/ports.ts';
import type { WaitingRoom } from '../../activities/waiting-room/ports.ts';
import type { Config } from '../../config.ts';
import { currencies } from '../../currencies.ts';
import type { Event, Prisma, PrismaClient } from '../../prisma/generated/client.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isLive } from '../catalogue/event-status.ts';
import { eventNotFound } from '../catalogue/problems.ts';
import { requireMatch } from '../http/entity-tag.ts';
import { isUuid } from '../http/routing.ts';
import { changeOf, requireFreeToMake, type EventChange, type NewEvent } from './event-change.ts';
import { resetForbidden } from './problems.ts';
import { resetOrders } from './reset-orders.ts';
import { shownEvent } from './shown.ts';
import { takingTurns } from './taking-turns.ts';

type Needs = {
  config: Config;
  db: PrismaClient;
  log: Logger;
  catalogue: Catalogue;
  sales: Sales;
  saleWorkflows: SaleWorkflows;
  stockGate: StockGate;
  waitingRoom: WaitingRoom;
};

/** Cancelling ends every hold and marks every order of the event in the same transaction. */
const CHANGE_MS = 30_000;

/**
 * The organiser's events. A change goes to Postgres first, then to Redis at once, so that a pause works even with
 * Temporal away, then to the sale's workflow. Once it is in Postgres it is done: the reconciler passes it on to a Redis
 * or a workflow that could not be reached.
 */
export function eventService(needs: Needs) {
  const { config, db, log, catalogue, sales, saleWorkflows, stockGate, waitingRoom } = needs;

  const find = async (id: string): Promise<Event> => {
    const event = isUuid(id) ? await db.event.findUnique({ where: { id } }) : null;
    if (!event) throw eventNotFound();
    return event;
  };

  const leaveToReconciler = (event: string) => (failure: unknown) =>
    log.warn({ err: failure, event }, 'Redis or the sale could not be reached; the reconciler will pass the change on');

  const announce = async (event: Event, change: SaleChange, before?: Event) => {
    catalogue.forget(event.id);
    const opens = isLive(event) && !(before && isLive(before));
    // An event that never had a sale has nothing to end.
    if (!opens && !(before && (isLive(before) || before.seen_revision > 0))) return;
    // Redis has lost a running sale that it does not know: the reconciler restores its places before it is published.
    const publish = async () => {
      if (opens || (await waitingRoom.knows(event.id))) await waitingRoom.publish(gateSale(event, config));
    };
    await publish().catch(leaveToReconciler(event.id));
    await saleWorkflows.signal(event.id, isLive(event) ? change : 'close').catch(leaveToReconciler(event.id));
  };

  const setPaused = async (id: string, paused: boolean) => {
    const before = await find(id);
    const event = await db.event.update({ where: { id }, data: { paused } });
    await announce(event, paused ? 'pause' : 'resume', before);
    return event;
  };

  return {
    find,
    defaults: {
      wave_size: config.WAITING_ROOM_WAVE_SIZE,
      wave_interval_ms: config.WAITING_ROOM_WAVE_INTERVAL_MS,
      access_ttl_seconds: config.WAITING_ROOM_ACCESS_TTL,
      reservation_ttl_seconds: config.RESERVATION_TTL_SECONDS,
      purchase_limit: config.EVENT_PURCHASE_LIMIT,
      currency: config.CURRENCY,
      currencies,
    },
    list: () => db.event.findMany({ orderBy: [{ starts_at: 'asc' }, { id: 'asc' }] }),

    async create(given: NewEvent): Promise<Event> {
      requireFreeToMake(given);
      const event = await db.event.create({ data: { currency: config.CURRENCY, ...given } });
      await announce(event, 'settings');
      return event;
    },

    /** @throws Problem 412 when the event is not as `ifMatch` says any more */
    async change(id: string, given: EventChange, ifMatch?: string): Promise<Event> {
      await find(id);
      const change = async (tx: Prisma.TransactionClient) => {
        const found = await tx.event.findUniqueOrThrow({ where: { id } });
        requireMatch(ifMatch, shownEvent(found));
        const data = await changeOf(tx, found, given);
        return { before: found, event: await tx.event.update({ where: { id }, data }) };
      };
      const { before, event } = await takingTurns(db, id, change, CHANGE_MS);
      await announce(event, 'settings', before);
      return event;
    },

    pause: (id: string) => setPaused(id, true),
    resume: (id: string) => setPaused(id, false),

    clearRoom: async (id: string) => waitingRoom.clear((await find(id)).id),

    /** Starts a demo over: what was sold at an event is free again, and its money given back. */
    async resetOrders(id: string) {
      await find(id);
      if (config.AUTH_MODE !== 'demo' || config.PAYMENT_PROVIDER !== 'simulated') throw resetForbidden();
      const deleted = await resetOrders(db, id);
      const repair = async () => {
        if (!(await waitingRoom.knows(id))) return;
        await recountStock({ stockGate, sales }, id);
      };
      await repair().catch(leaveToReconciler(id));
      return deleted;
    },
  };
}

export type EventService = ReturnType<typeof eventService>;
