import type { StockGate } from '../../activities/ports.ts';
import { publishCapacities } from '../../activities/purchase/capacities.ts';
import { postgresSales } from '../../activities/catalogue/sales.ts';
import { Prisma, type Event, type Tier } from '../../prisma/generated/client.ts';
import type { Connections } from '../deps.ts';
import { isLive } from '../catalogue/event-status.ts';
import { Problem } from '../http/problems.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isUuid } from '../http/routing.ts';

type TierDesk = Connections & { stockGate: StockGate; catalogue: Catalogue; findEvent: (id: string) => Promise<Event> };

export type TierChange = Partial<Pick<Tier, 'name' | 'price_cents' | 'capacity' | 'per_user_limit'>>;
export type NewTier = {
  event_id: string;
  name: string;
  price_cents: number;
  capacity: number;
  per_user_limit?: number;
};

/** The price classes of events: Postgres first, then the gate, which the reconciler tells where it could not be told now. */
export function tierDesk({ config, db, log, stockGate, catalogue, findEvent }: TierDesk) {
  const stored = postgresSales(db, config);
  const untold = (event: string) => (failure: unknown) =>
    log.warn({ err: failure, event }, 'the gate could not be told of a tier; the reconciler will see to it');

  const find = async (id: string): Promise<Tier> => {
    const tier = isUuid(id) ? await db.tier.findUnique({ where: { id } }) : null;
    if (!tier) throw new Problem(404, 'Tier not found', { detail: 'There is no such tier.' });
    return tier;
  };

  return {
    find,
    list: (eventId: string | undefined) =>
      db.tier.findMany({
        where: eventId === undefined ? {} : { event_id: isUuid(eventId) ? eventId : { in: [] } },
        orderBy: [{ event_id: 'asc' }, { price_cents: 'asc' }],
      }),

    async add({ per_user_limit = config.EVENT_PURCHASE_LIMIT, ...given }: NewTier): Promise<Tier> {
      const event = await findEvent(given.event_id);
      const tier = await db.tier.create({ data: { ...given, per_user_limit } }).catch(nameTaken(given.name));
      catalogue.forget(event.id);
      if (isLive(event)) await stockGate.addTier(event.id, tier.id, tier.capacity).catch(untold(event.id));
      return tier;
    },

    /** Holds keep the price at which they were made. Whether a capacity is enough is decided where tickets are held and sold. */
    async change(id: string, given: TierChange): Promise<Tier> {
      const { event_id: eventId } = await find(id);
      const capacity = given.capacity ?? null;
      const [changed] = await db.$queryRaw<{ id: string }[]>`
        UPDATE tiers SET name = coalesce(${given.name ?? null}, name), price_cents = coalesce(${given.price_cents ?? null}::int, price_cents),
          capacity = coalesce(${capacity}::int, capacity), per_user_limit = coalesce(${given.per_user_limit ?? null}::int, per_user_limit)
        WHERE id = ${id}::uuid AND held + sold <= coalesce(${capacity}::int, capacity) RETURNING id`.catch(
        nameTaken(given.name ?? ''),
      );
      const tier = await find(id);
      if (!changed) throw capacityTooLow(tier);
      catalogue.forget(eventId);
      if (isLive(await findEvent(eventId))) await publishCapacities(stockGate, stored, eventId).catch(untold(eventId));
      return tier;
    },
  };
}

const capacityTooLow = ({ held, sold }: Tier) =>
  new Problem(409, 'Capacity is below what is held and sold', {
    held,
    sold,
    fields: ['capacity'],
    detail: `${sold} tickets of this tier are sold and ${held} are held, so the capacity cannot be less than ${held + sold}.`,
  });

const uniqueViolation = '23505';

/** Rethrows; a name that another tier of the event has becomes a refusal. */
const nameTaken =
  (name: string) =>
  (failure: unknown): never => {
    if (!(failure instanceof Prisma.PrismaClientKnownRequestError)) throw failure;
    if (failure.code !== 'P2002' && !JSON.stringify(failure.meta ?? {}).includes(uniqueViolation)) throw failure;
    throw new Problem(400, 'A tier of this name exists', {
      detail: `This event has a tier called ${name} already.`,
      fields: ['name'],
    });
  };
