import { LRUCache } from 'lru-cache';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { isUuid } from '../http/routing.ts';
import { eventColumns, feeColumns, tierColumns, tiersByPrice } from './columns.ts';
import type { PublicCatalogue } from './public-catalogue.ts';

const find = (db: PrismaClient, id: string) =>
  db.event.findUnique({
    where: { id, status: { not: 'draft' } },
    select: {
      ...eventColumns,
      ...feeColumns,
      purchase_limit: true,
      tiers: { select: tierColumns, orderBy: [...tiersByPrice] },
    },
  });

export type CatalogueEvent = NonNullable<Awaited<ReturnType<typeof find>>>;

/**
 * Events as purchases need them, over the connections of purchases. An event is cached for a second and fetched by one
 * query however many requests need it, so that a crowd costs Postgres one query a second; a change made through this
 * process is seen at once.
 */
export function catalogue(db: PrismaClient, shown: Pick<PublicCatalogue, 'forget'>) {
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
    /** An event with its tiers by price; undefined for an unknown event, a draft, or text that is no id. */
    event: async (id: string): Promise<CatalogueEvent | undefined> =>
      isUuid(id) ? (await cache.fetch(id))?.event : undefined,

    /** Makes the next lookup, also of those who only look, see a change. */
    forget(id: string): void {
      cache.delete(id);
      shown.forget(id);
    },
  };
}

export type Catalogue = ReturnType<typeof catalogue>;
