import type { Logger } from 'pino';
import type { Sales } from '../../activities/catalogue/ports.ts';
import { publishCapacities } from '../../activities/purchase/capacities.ts';
import type { StockGate } from '../../activities/purchase/ports.ts';
import type { Config } from '../../config.ts';
import type { PrismaClient, Tier } from '../../prisma/generated/client.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isLive } from '../catalogue/event-status.ts';
import { requireMatch } from '../http/entity-tag.ts';
import { isUuid } from '../http/routing.ts';
import type { EventService } from './event-service.ts';
import { capacityTooLow, tierNotFound } from './problems.ts';
import { shownTier } from './shown.ts';
import { takingTurns } from './taking-turns.ts';
import { requireFreeName } from './tier-names.ts';
import { requirePayable } from './tier-price.ts';

type Needs = {
  config: Pick<Config, 'EVENT_PURCHASE_LIMIT'>;
  db: PrismaClient;
  log: Logger;
  catalogue: Catalogue;
  events: Pick<EventService, 'find'>;
  sales: Sales;
  stockGate: StockGate;
};

export type TierChange = Partial<Pick<Tier, 'name' | 'price_cents' | 'capacity' | 'per_user_limit'>>;
export type NewTier = {
  event_id: string;
  name: string;
  price_cents: number;
  capacity: number;
  per_user_limit?: number;
};

/**
 * The price classes of events. A change goes to Postgres first, then to Redis; the reconciler does what fails there.
 */
export function tierService({ config, db, log, catalogue, events, sales, stockGate }: Needs) {
  const leaveToReconciler = (event: string) => (failure: unknown) =>
    log.warn({ err: failure, event }, 'Redis could not be reached; the reconciler will pass the change of the tier on');

  const find = async (id: string): Promise<Tier> => {
    const tier = isUuid(id) ? await db.tier.findUnique({ where: { id } }) : null;
    if (!tier) throw tierNotFound();
    return tier;
  };

  return {
    find,

    /** All tiers, or those of one event; none for text that is no id. */
    list: (eventId: string | undefined) =>
      db.tier.findMany({
        where: eventId === undefined ? {} : { event_id: isUuid(eventId) ? eventId : { in: [] } },
        orderBy: [{ event_id: 'asc' }, { price_cents: 'asc' }],
      }),

    async add({ per_user_limit = config.EVENT_PURCHASE_LIMIT, ...given }: NewTier): Promise<Tier> {
      const event = await events.find(given.event_id);
      const tier = await takingTurns(db, event.id, async (tx) => {
        await requireFreeName(tx, { eventId: event.id, name: given.name });
        const data = { ...given, per_user_limit };
        await requirePayable(tx, data);
        return tx.tier.create({ data });
      });
      catalogue.forget(event.id);
      if (isLive(event)) {
        await stockGate.addTier(event.id, tier.id, tier.capacity).catch(leaveToReconciler(event.id));
      }
      return tier;
    },

    /**
     * Holds keep the price at which they were made. Whether a capacity is enough is decided where tickets are held.
     * @throws Problem 412 when the tier is not as `ifMatch` says any more
     */
    async change(id: string, given: TierChange, ifMatch?: string): Promise<Tier> {
      const { event_id: eventId } = await find(id);
      const { name, capacity = null } = given;
      const [changed] = await takingTurns(db, eventId, async (tx) => {
        const before = await tx.tier.findUniqueOrThrow({ where: { id } });
        requireMatch(ifMatch, shownTier(before));
        await requirePayable(tx, { ...before, ...given }, before.price_cents);
        if (name !== undefined) await requireFreeName(tx, { eventId, name, tierId: id });
        return tx.$queryRaw<{ id: string }[]>`
          UPDATE tiers SET
            name = coalesce(${name ?? null}, name),
            price_cents = coalesce(${given.price_cents ?? null}::int, price_cents),
            capacity = coalesce(${capacity}::int, capacity),
            per_user_limit = coalesce(${given.per_user_limit ?? null}::int, per_user_limit)
          WHERE id = ${id}::uuid AND held + sold <= coalesce(${capacity}::int, capacity)
          RETURNING id`;
      });
      const tier = await find(id);
      if (!changed) throw capacityTooLow(tier);
      catalogue.forget(eventId);
      if (isLive(await events.find(eventId))) {
        await publishCapacities(stockGate, sales, eventId).catch(leaveToReconciler(eventId));
      }
      return tier;
    },
  };
}

export type TierService = ReturnType<typeof tierService>;
