import type { Database } from '../../prisma/client.ts';
import type { Event } from '../../prisma/generated/client.ts';
import { tiersByPrice } from '../catalogue/columns.ts';
import { localTime } from './local-time.ts';

type Sums = Record<'gross_cents' | 'refunded_cents' | 'disputed_cents' | 'orders' | 'tickets', number>;

const nothing: Sums = { gross_cents: 0, refunded_cents: 0, disputed_cents: 0, orders: 0, tickets: 0 };
const plus = (a: Sums, b: Sums): Sums => ({
  gross_cents: a.gross_cents + b.gross_cents,
  refunded_cents: a.refunded_cents + b.refunded_cents,
  disputed_cents: a.disputed_cents + b.disputed_cents,
  orders: a.orders + b.orders,
  tickets: a.tickets + b.tickets,
});

/** What is left of these sums: banks keep what is disputed until it is won. The simulated provider takes no fees. */
function withNet({ gross_cents, refunded_cents, disputed_cents, ...counts }: Sums) {
  const fees_cents = 0;
  const net_cents = gross_cents - refunded_cents - disputed_cents - fees_cents;
  return { gross_cents, refunded_cents, disputed_cents, fees_cents, net_cents, ...counts };
}

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
        coalesce(sum(d.amount_cents), 0)::float8 AS disputed_cents,
        count(*)::int AS orders, sum(o.quantity)::int AS tickets
      FROM orders o LEFT JOIN (
        SELECT order_id, sum(amount_cents) AS amount_cents FROM disputes WHERE state <> 'won' GROUP BY order_id
      ) AS d ON d.order_id = o.id WHERE o.event_id = ${id}::uuid GROUP BY 1, 2`,
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
