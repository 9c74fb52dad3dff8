import { LRUCache } from 'lru-cache';
import type { Config } from '../../config.ts';
import { buyersFee } from '../../money.ts';
import type { Database } from '../../prisma/client.ts';
import { isUuid } from '../http/routing.ts';
import { sharedBody } from '../http/shared-answer.ts';
import { eventColumns, feeColumns, stockColumns, tierColumns, tiersByPrice } from './columns.ts';
import { eventPage, type PageQuery } from './event-pages.ts';
import { eventStock, tierStock } from './stock-state.ts';

/**
 * The catalogue as everybody reads it: lists, events, and what is left. Each answer is read by one query and rendered
 * once a second however many ask, from connections of its own, so that a flood of readers neither multiplies queries
 * nor makes a purchase wait for one.
 */
export function publicCatalogue(reads: Database, { EVENT_PURCHASE_LIMIT }: Pick<Config, 'EVENT_PURCHASE_LIMIT'>) {
  const oneSecond = { ttl: 1_000, ignoreFetchAbort: true };
  const events = new LRUCache<string, { found?: Awaited<ReturnType<typeof eventBodies>> }>({
    ...oneSecond,
    max: 1_000,
    fetchMethod: async (id) => {
      const found = await eventBodies(reads, id, EVENT_PURCHASE_LIMIT);
      return found ? { found } : {};
    },
  });
  const pages = new LRUCache<string, Awaited<ReturnType<typeof pageBody>>, PageQuery>({
    ...oneSecond,
    max: 100,
    fetchMethod: (_key, _stale, { context }) => pageBody(reads, context),
  });

  return {
    page: (query: PageQuery) => pages.forceFetch(JSON.stringify(query), { context: query }),

    /** An event and its availability; undefined for an unknown event, a draft, or text that is no id. */
    event: async (id: string) => (isUuid(id) ? (await events.fetch(id))?.found : undefined),

    /** Shows a change that was made through this process at once. */
    forget(id: string): void {
      events.delete(id);
      pages.clear();
    },
  };
}

export type PublicCatalogue = ReturnType<typeof publicCatalogue>;

async function pageBody(reads: Database, query: PageQuery) {
  const { events, next } = await eventPage(reads, query);
  return { body: sharedBody(events), next };
}

/**
 * A tier's limit as it is shown is never more than one buyer may have of the whole event, and its fee is the one that
 * the buyer pays.
 */
async function eventBodies(reads: Database, id: string, defaultLimit: number) {
  const found = await reads.event.findUnique({
    where: { id, status: { not: 'draft' } },
    select: {
      ...eventColumns,
      ...feeColumns,
      purchase_limit: true,
      tiers: { select: { ...tierColumns, ...stockColumns }, orderBy: [...tiersByPrice] },
    },
  });
  if (!found) return undefined;
  const { tiers: stored, purchase_limit, fee_fixed_cents, fee_percent_bp, fee_paid_by, ...event } = found;
  const most = purchase_limit ?? defaultLimit;
  const fees = { fee_fixed_cents, fee_percent_bp, fee_paid_by };
  const tiers = stored.map((tier) => ({
    ...tier,
    fee_cents: buyersFee(tier.price_cents, fees),
    per_user_limit: Math.min(tier.per_user_limit, most),
  }));
  const stock = {
    event_id: id,
    event_name: event.name,
    currency: event.currency,
    vat_rate_bp: event.vat_rate_bp,
    stock: eventStock(tiers),
    availability: tiers.map(({ id: tier_id, name: tier_name, held, event_id: _event, ...tier }) => ({
      tier_id,
      tier_name,
      ...tier,
      reserved: held,
      available: tier.capacity - held - tier.sold,
      state: tierStock({ ...tier, held }),
    })),
  };
  return {
    event: sharedBody({
      ...event,
      stock: stock.stock,
      tiers: tiers.map(({ held: _held, sold: _sold, ...tier }) => tier),
    }),
    availability: sharedBody({ ...stock, last_updated: new Date().toISOString() }, stock),
  };
}
