import { Prisma, type PrismaClient } from '../../prisma/generated/client.ts';
import type { Lapses } from './cool-down.ts';

type TotalsRow = {
  held: number;
  bought: number;
  id: string | null;
  expires_at: Date | null;
  held_of_tier: number;
  bought_of_tier: number;
  lapsed: number;
  lapsed_ago: number | null;
};

/** What counts against a buyer at an event and at one of its tiers. */
export type BuyerTotals = {
  held: number;
  bought: number;
  ofTier: { held: number; bought: number };
  active?: { id: string; expires_at: Date };
  lapses: Lapses;
};

/**
 * Holds that the buyer let lapse lately, since their last purchase. One that ended within 20 seconds froze nothing to
 * speak of, and may have been given back because we failed to answer; so it does not count unless it expired.
 */
const lapses = Prisma.sql`
  SELECT count(*) FILTER (WHERE is_since)::int AS lapsed,
    extract(epoch FROM clock_timestamp() - max(ended_at) FILTER (WHERE is_since))::float8 AS lapsed_ago
  FROM (
    -- As a condition of the search it would look like one for the event's newest reservations, of all buyers.
    SELECT ended_at, created_at > coalesce((SELECT max(o.created_at) FROM orders o
      WHERE o.event_id = asked.event_id AND o.buyer_id = asked.buyer_id), '-infinity') AS is_since
    FROM reservations WHERE event_id = asked.event_id AND buyer_id = asked.buyer_id AND payment_started_at IS NULL
      AND (status = 'expired' OR status = 'canceled' AND ended_at - created_at > interval '20 seconds')
      AND ended_at > clock_timestamp() - interval '6 hours'
  ) AS lapse`;

/** What a buyer holds and has bought of one tier, as columns of a query in which `tier_id` is known. */
const ofTier = (eventId: string, buyerId: string, tierId: Prisma.Sql) => Prisma.sql`
  (SELECT coalesce(sum(quantity), 0)::int FROM reservations WHERE event_id = ${eventId}::uuid
    AND buyer_id = ${buyerId} AND tier_id = ${tierId} AND status = 'active') AS held_of_tier,
  (SELECT coalesce(sum(quantity - returned_tickets), 0)::int FROM orders WHERE event_id = ${eventId}::uuid
    AND buyer_id = ${buyerId} AND tier_id = ${tierId}) AS bought_of_tier`;

/** What counts against a buyer, before a hold and beside the tiers to choose from. */
export const totalsReads = (db: PrismaClient) => ({
  /**
   * Bought and held tickets of a buyer at an event, and the active hold. One query, because every reserve needs it.
   */
  async totals(eventId: string, tierId: string, buyerId: string): Promise<BuyerTotals> {
    const [row] = await db.$queryRaw<[TotalsRow]>`
        SELECT coalesce(c.held, 0) AS held, coalesce(c.bought, 0) AS bought, r.id, r.expires_at, l.lapsed, l.lapsed_ago,
          ${ofTier(eventId, buyerId, Prisma.sql`${tierId}::uuid`)}
        FROM (SELECT ${eventId}::uuid AS event_id, ${buyerId}::text AS buyer_id) asked
        LEFT JOIN buyer_counters c USING (event_id, buyer_id)
        LEFT JOIN reservations r
          ON r.event_id = asked.event_id AND r.buyer_id = asked.buyer_id AND r.status = 'active'
        CROSS JOIN LATERAL (${lapses}) l`;
    const { held, bought, id, expires_at, held_of_tier, bought_of_tier, lapsed, lapsed_ago } = row;
    const tier = { held: held_of_tier, bought: bought_of_tier };
    return {
      held,
      bought,
      ofTier: tier,
      lapses: { count: lapsed, secondsAgo: lapsed_ago ?? 0 },
      ...(id && expires_at && { active: { id, expires_at } }),
    };
  },

  /** What a buyer holds and has bought at an event, and of each tier that they have any of. */
  async belongings(eventId: string, buyerId: string) {
    const [counter, tiers] = await Promise.all([
      db.buyerCounter.findUnique({ where: { event_id_buyer_id: { event_id: eventId, buyer_id: buyerId } } }),
      db.$queryRaw<{ tier_id: string; held_of_tier: number; bought_of_tier: number }[]>`
          SELECT t.id AS tier_id, ${ofTier(eventId, buyerId, Prisma.sql`t.id`)}
          FROM tiers t WHERE t.event_id = ${eventId}::uuid`,
    ]);
    return {
      held: counter?.held ?? 0,
      bought: counter?.bought ?? 0,
      ofTiers: new Map(tiers.map((row) => [row.tier_id, { held: row.held_of_tier, bought: row.bought_of_tier }])),
    };
  },
});
