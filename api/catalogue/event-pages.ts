import type { z } from '@hono/zod-openapi';
import type { Database } from '../../prisma/client.ts';
import { badFields, isUuid } from '../http/routing.ts';
import { eventColumns, stockColumns } from './columns.ts';
import type { EventListQuery } from './schemas.ts';
import { eventStock } from './stock-state.ts';

export type PageQuery = z.output<typeof EventListQuery>;

/** Events that began longer ago than this are over, and left out unless they are asked for. */
const OVER_AFTER_MS = 86_400_000;

/** One page of the events that buyers see, by start, and the cursor of the next one where there is more. */
export async function eventPage(db: Database, { limit, cursor, past }: PageQuery) {
  const after = cursor === undefined ? undefined : position(cursor);
  const found = await db.event.findMany({
    where: {
      status: { not: 'draft' },
      ...(past === 'false' && { starts_at: { gte: new Date(Date.now() - OVER_AFTER_MS) } }),
      // The second condition decides; the first is where the index begins.
      ...(after && {
        AND: { starts_at: { gte: after.starts_at } },
        OR: [{ starts_at: { gt: after.starts_at } }, { ...after, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ starts_at: 'asc' }, { id: 'asc' }],
    select: { ...eventColumns, tiers: { select: stockColumns } },
    take: limit + 1,
  });
  const events = found.slice(0, limit).map(({ tiers, ...event }) => ({ ...event, stock: eventStock(tiers) }));
  const last = events.at(-1);
  return { events, next: last && found.length > limit ? cursorOf(last) : undefined };
}

const cursorOf = ({ starts_at, id }: { starts_at: Date; id: string }) =>
  Buffer.from(`${starts_at.toISOString()} ${id}`).toString('base64url');

/** Where a page left off. @throws Problem 400 for a cursor that we did not give. */
function position(cursor: string): { starts_at: Date; id: string } {
  const [start = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const starts_at = new Date(start);
  if (Number.isNaN(starts_at.getTime()) || !isUuid(id) || cursorOf({ starts_at, id }) !== cursor)
    throw badFields({ cursor }, [{ path: ['cursor'], message: 'is not one that this list gave' }]);
  return { starts_at, id };
}

/** The address of the next page, as a Link header (RFC 8288). */
export function nextPage({ limit, past }: PageQuery, cursor: string): string {
  const query = new URLSearchParams({ limit: String(limit), ...(past === 'true' && { past }), cursor });
  return `</events?${query.toString()}>; rel="next"`;
}
