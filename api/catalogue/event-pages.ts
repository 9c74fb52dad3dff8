import type { z } from '@hono/zod-openapi';
import type { Database } from '../../prisma/client.ts';
import { cursorOf, positionOf } from '../http/page-cursor.ts';
import { eventColumns, stockColumns } from './columns.ts';
import type { EventListQuery } from './schemas.ts';
import { eventStock } from './stock-state.ts';

export type PageQuery = z.output<typeof EventListQuery>;

/** Events that began longer ago than this are over, and left out unless they are asked for. */
const OVER_AFTER_MS = 86_400_000;

/** One page of the events that buyers see, by start, and the cursor of the next one where there is more. */
export async function eventPage(db: Database, { limit, cursor, past }: PageQuery) {
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const found = await db.event.findMany({
    where: {
      status: { not: 'draft' },
      ...(past === 'false' && { starts_at: { gte: new Date(Date.now() - OVER_AFTER_MS) } }),
      // The second condition decides; the first is where the index begins.
      ...(after && {
        AND: { starts_at: { gte: after.at } },
        OR: [{ starts_at: { gt: after.at } }, { starts_at: after.at, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ starts_at: 'asc' }, { id: 'asc' }],
    select: { ...eventColumns, tiers: { select: stockColumns } },
    take: limit + 1,
  });
  const events = found.slice(0, limit).map(({ tiers, ...event }) => ({ ...event, stock: eventStock(tiers) }));
  const last = events.at(-1);
  return { events, next: last && found.length > limit ? cursorOf({ at: last.starts_at, id: last.id }) : undefined };
}

/** The address of the next page, as a Link header (RFC 8288). */
export function nextPage({ limit, past }: PageQuery, cursor: string): string {
  const query = new URLSearchParams({ limit: String(limit), ...(past === 'true' && { past }), cursor });
  return `</events?${query.toString()}>; rel="next"`;
}
