import type { Database } from '../../prisma/client.ts';
import { Prisma, type Event } from '../../prisma/generated/client.ts';
import { tiersByPrice } from '../catalogue/columns.ts';
import { localTime } from './local-time.ts';

/** What adds up. Fees and VAT are those of what was neither given back nor disputed. */
const addends = [
  'gross_cents',
  'refunded_cents',
  'disputed_cents',
  'buyer_fees_cents',
  'organiser_fees_cents',
  'vat_cents',
  'orders',
  'tickets',
] as const;
type Sums = Record<(typeof addends)[number], number>;

const sumsOf = (valueOf: (name: keyof Sums) => number) =>
  Object.fromEntries(addends.map((name) => [name, valueOf(name)])) as Sums;
const nothing = sumsOf(() => 0);
const plus = (a: Sums, b: Sums) => sumsOf((name) => a[name] + b[name]);

/** What is left of these sums: banks keep what is disputed until it is won. */
function withNet(sums: Sums) {
  const fees_cents = sums.buyer_fees_cents + sums.organiser_fees_cents;
  const net_cents = sums.gross_cents - sums.refunded_cents - sums.disputed_cents - fees_cents - sums.vat_cents;
  return { ...sums, fees_cents, net_cents };
}

/** The fees of an order `o`, of the part of it that was not given back. */
const keptFees = Prisma.sql`CASE o.total_price_cents WHEN 0 THEN 0
  ELSE round(o.fees_cents::numeric * o.kept_cents / o.total_price_cents) END`;

/**
 * What an event earned, in all, by tier and by day of the order. A refund counts on the day of its order. Days are
 * those of the event's time zone; they are told apart here, because Postgres may know other zones than we accept, and
 * no zone differs from another by less than a quarter of an hour.
 */
export async function eventMoney(
  db: Database,
  { id, currency, time_zone }: Pick<Event, 'id' | 'currency' | 'time_zone'>,
) {
  const [tiers, rows] = await Promise.all([
    db.tier.findMany({ where: { event_id: id }, orderBy: [...tiersByPrice], select: { id: true, name: true } }),
    db.$queryRaw<(Sums & { tier_id: string; at: Date })[]>`
      SELECT o.tier_id, date_bin('15 minutes', o.created_at, '2000-01-01T00:00:00Z') AS at,
        sum(o.total_price_cents)::float8 AS gross_cents, sum(o.refunded_cents)::float8 AS refunded_cents,
        sum(o.disputed_cents)::float8 AS disputed_cents,
        coalesce(sum(${keptFees}) FILTER (WHERE o.fee_paid_by = 'buyer'), 0)::float8 AS buyer_fees_cents,
        coalesce(sum(${keptFees}) FILTER (WHERE o.fee_paid_by = 'organiser'), 0)::float8 AS organiser_fees_cents,
        sum(included_vat(o.kept_cents, o.vat_rate_bp))::float8 AS vat_cents,
        count(*)::int AS orders, sum(o.quantity)::int AS tickets
      FROM (
        SELECT o.*, coalesce(d.amount_cents, 0) AS disputed_cents,
          greatest(0, o.total_price_cents - o.refunded_cents - coalesce(d.amount_cents, 0))::int AS kept_cents
        FROM orders o LEFT JOIN (
          SELECT order_id, sum(amount_cents) AS amount_cents FROM disputes WHERE state <> 'won' GROUP BY order_id
        ) AS d ON d.order_id = o.id WHERE o.event_id = ${id}::uuid
      ) AS o GROUP BY 1, 2`,
  ]);
  const { zone, day } = localTime(time_zone);
  const byTier = new Map(tiers.map((tier) => [tier.id, nothing]));
  const byDay = new Map<string, Sums>();
  for (const row of rows) {
    byTier.set(row.tier_id, plus(byTier.get(row.tier_id) ?? nothing, row));
    const date = day(row.at);
    byDay.set(date, plus(byDay.get(date) ?? nothing, row));
  }
  return {
    currency,
    time_zone: zone,
    ...withNet(rows.reduce(plus, nothing)),
    by_tier: tiers.map((tier) => ({ tier_id: tier.id, tier_name: tier.name, ...withNet(byTier.get(tier.id)!) })),
    by_day: [...byDay]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([date, sums]) => ({ day: date, ...withNet(sums) })),
  };
}
