import { windows, type Window } from '../../activities/journal/keys.ts';
import type { Journal, WaitingRoom } from '../../activities/ports.ts';
import { gateSale } from '../../activities/waiting-room/gate-sale.ts';
import type { Config } from '../../config.ts';
import type { Event, PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { isLive } from '../event-status.ts';

type Watch = { config: Config; db: PrismaClient; waitingRoom: WaitingRoom; journal: Journal };
type Tickets = { what: 'now' | 'held' | 'sold'; step: number; tickets: number };

/** What an organiser sees of a running sale. Every read is bounded, because it is repeated every two seconds while somebody looks. */
export function saleWatch({ config, db, waitingRoom, journal }: Watch) {
  const orNull = <Answer>(answer: Promise<Answer>) => answer.catch(() => null);

  return {
    /** How the sale stands. What only Redis knows is null while it is away. */
    async status(event: Event) {
      const { id, paused, status } = event;
      const [tiers, crowd, lastWave, refusals] = await Promise.all([
        db.tier.findMany({ where: { event_id: id }, orderBy: [{ price_cents: 'asc' }, { name: 'asc' }] }),
        // An event that is not on sale has no queue.
        orNull(waitingRoom.crowd(id).then((known) => known ?? (isLive(event) ? null : { waiting: 0, admitted: 0 }))),
        orNull(waitingRoom.lastWave(id)),
        orNull(journal.refusals(id)),
      ]);
      const { waveSize, waveIntervalMs, onSaleAt } = gateSale(event, config);
      const nextWaveAt = Math.max(onSaleAt, lastWave?.at === undefined ? 0 : lastWave.at + waveIntervalMs);
      const rows = tiers.map((tier) => ({
        tier_id: tier.id, tier_name: tier.name, capacity: tier.capacity, sold: tier.sold, active_holds: tier.held, available: tier.capacity - tier.sold - tier.held,
      }));
      const sum = (field: 'capacity' | 'sold' | 'active_holds' | 'available') => rows.reduce((total, row) => total + row[field], 0);
      return {
        event_id: id, event_name: event.name, paused, status, total_capacity: sum('capacity'), total_sold: sum('sold'), total_active_holds: sum('active_holds'),
        total_available: sum('available'), queue_length: crowd?.waiting ?? null, admitted: crowd?.admitted ?? null, tiers: rows,
        on_sale_at: event.on_sale_at.toISOString(), wave_size: waveSize, wave_interval_ms: waveIntervalMs, waves: lastWave?.wave ?? null,
        next_wave_at: crowd && isLive(event) && !paused ? new Date(nextWaveAt).toISOString() : null,
        refusals: refusals && Object.entries(refusals).map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count),
      };
    },

    /** People and tickets by step of a window; steps are counted on Postgres's clock, and Redis counted on its own. */
    async timeline(eventId: string, window: Window) {
      const { stepSeconds, steps } = windows[window];
      const rows = await db.$queryRaw<Tickets[]>`
        WITH span AS MATERIALIZED (SELECT floor(extract(epoch FROM now()) / ${stepSeconds}::int)::int AS last),
             opening AS MATERIALIZED (SELECT to_timestamp((last - ${steps}::int + 1) * ${stepSeconds}::float8) AS at FROM span)
        SELECT 'now' AS what, last AS step, 0 AS tickets FROM span
        UNION ALL
        SELECT 'held', floor(extract(epoch FROM created_at) / ${stepSeconds}::int)::int, sum(quantity)::int
          FROM reservations WHERE event_id = ${eventId}::uuid AND created_at >= (SELECT at FROM opening) GROUP BY 2
        UNION ALL
        SELECT 'sold', floor(extract(epoch FROM created_at) / ${stepSeconds}::int)::int, sum(quantity)::int
          FROM orders WHERE event_id = ${eventId}::uuid AND created_at >= (SELECT at FROM opening) GROUP BY 2`;
      const last = rows.find(({ what }) => what === 'now')!.step;
      const first = last - steps + 1;
      const series = (kind: Tickets['what']) => {
        const counts = Array.from({ length: steps }, () => 0);
        for (const { what, step, tickets } of rows) if (what === kind && step <= last) counts[step - first] = tickets;
        return counts;
      };
      const people = await orNull(journal.people(eventId, window, last));
      return {
        window, step_seconds: stepSeconds, starts_at: new Date(first * stepSeconds * 1_000).toISOString(),
        arrivals: people?.arrivals ?? null, admissions: people?.admissions ?? null, tickets_held: series('held'), tickets_sold: series('sold'),
      };
    },

    /** The newest reservations of an event. Buyers stay unnamed: in demo mode the name is all it takes to act as somebody. */
    async reservations(eventId: string, limit: number) {
      const rows = await db.reservation.findMany({
        where: { event_id: eventId }, orderBy: [{ created_at: 'desc' }, { id: 'desc' }], take: limit,
        select: {
          id: true, tier_id: true, quantity: true, price_cents: true, status: true, created_at: true, expires_at: true, ended_at: true,
          tier: { select: { name: true } }, checkout_session: { select: { status: true } },
        },
      });
      return rows.map(({ tier, checkout_session, quantity, price_cents, ...row }) => ({
        ...row, tier_name: tier.name, quantity, total_price_cents: quantity * price_cents, checkout_status: checkout_session?.status ?? null,
        workflow_url: workflowUrl(config, workflowIds.reservation(row.id)),
      }));
    },
  };
}

/** Where the Temporal Web UI shows a workflow; null where nobody said where the UI is. */
export const workflowUrl = ({ TEMPORAL_UI_URL, TEMPORAL_NAMESPACE }: Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>, workflowId: string): string | null =>
  TEMPORAL_UI_URL ? `${TEMPORAL_UI_URL.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(workflowId)}` : null;

export type SaleWatch = ReturnType<typeof saleWatch>;
