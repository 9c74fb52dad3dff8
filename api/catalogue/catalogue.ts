import { LRUCache } from 'lru-cache';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { isUuid } from '../http/routing.ts';

const eventColumns = {
  id: true,
  name: true,
  venue: true,
  description: true,
  starts_at: true,
  on_sale_at: true,
  status: true,
} as const;
const tierColumns = {
  id: true,
  event_id: true,
  name: true,
  price_cents: true,
  capacity: true,
  per_user_limit: true,
} as const;

const find = (db: PrismaClient, id: string) =>
  db.event.findUnique({
    where: { id, status: { not: 'draft' } },
    select: {
      ...eventColumns,
      purchase_limit: true,
      tiers: { select: tierColumns, orderBy: [{ price_cents: 'asc' }, { name: 'asc' }] },
    },
  });

export type CatalogueEvent = NonNullable<Awaited<ReturnType<typeof find>>>;

/**
 * What buyers see of events. An event is cached for a second and fetched by one query however many requests need it, so
 * that a crowd costs Postgres one query a second; a change made through this process is seen at once.
 */
export function catalogue(db: PrismaClient) {
  const cache = new LRUCache<string, { event?: CatalogueEvent }>({
    max: 1_000,
    ttl: 1_000,
    // A lookup that started before the entry was evicted still returns its result to its own caller.
    ignoreFetchAbort: true,
    fetchMethod: async (id) => {
      const event = await find(db, id);
      return event ? { event } : {};
    },
  });

  return {
    list: () =>
      db.event.findMany({
        where: { status: { not: 'draft' } },
        orderBy: [{ starts_at: 'asc' }, { id: 'asc' }],
        select: eventColumns,
      }),

    /** An event with its tiers by price; undefined for an unknown event, a draft, or text that is no id. */
    event: async (id: string): Promise<CatalogueEvent | undefined> =>
      isUuid(id) ? (await cache.fetch(id))?.event : undefined,

    forget: (id: string) => void cache.delete(id),

    /** Read fresh each time: it must show the reservation that was made a moment ago. */
    availability: (id: string) =>
      db.tier.findMany({
        where: { event_id: id },
        orderBy: [{ price_cents: 'asc' }, { name: 'asc' }],
        select: {
          id: true,
          name: true,
          capacity: true,
          held: true,
          sold: true,
          price_cents: true,
          per_user_limit: true,
        },
      }),
  };
}

export type Catalogue = ReturnType<typeof catalogue>;
