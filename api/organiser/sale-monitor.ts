import { LRUCache } from 'lru-cache';
import { gateSale } from '../../activities/catalogue/gate-sale.ts';
import type { PlaceStreams, SaleStatistics, WaitingRoom } from '../../activities/waiting-room/ports.ts';
import { statisticsWindows, type StatisticsWindow } from '../../activities/waiting-room/statistics-windows.ts';
import type { Config } from '../../config.ts';
import { costOf } from '../../money.ts';
import type { Event, PrismaClient } from '../../prisma/generated/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { isLive } from '../catalogue/event-status.ts';
import { shownEvent } from './shown.ts';

type Needs = {
  config: Config;
  db: PrismaClient;
  placeStreams: PlaceStreams;
  statistics: SaleStatistics;
  waitingRoom: WaitingRoom;
};
type TicketRow = { what: 'now' | 'held' | 'sold'; step: number; tickets: number };

/**
 * How long tickets by step are cached, for each second of a step: half a second for steps of 10 s, 45 s for 15 minutes.
 */
const CACHED_MS_PER_SECOND = 50;

/**
 * What an organiser sees of a running sale. Every read is bounded, because an open page repeats it every two seconds.
 */
export function saleMonitor({ config, db, placeStreams, statistics, waitingRoom }: Needs) {
  const orNull = <Answer>(answer: Promise<Answer>) => answer.catch(() => null);
  // One query however many pages are open.
  const tickets = new LRUCache<string, Awaited<ReturnType<typeof ticketsByStep>>>({
    max: 500,
    ttl: 1_000,
    ignoreFetchAbort: true,
    fetchMethod: (key) => {
      const [window, eventId] = key.split('/') as [StatisticsWindow, string];
      return ticketsByStep(db, eventId, window);
    },
  });

  return {
    /** How the sale stands. What only Redis knows is null while it is away. */
    async status(event: Event) {
      const { id, paused, status } = event;
      const [tiers, crowd, lastWave, refusals, backlog] = await Promise.all([
        db.tier.findMany({ where: { event_id: id }, orderBy: [{ price_cents: 'asc' }, { name: 'asc' }] }),
        // An event that is not on sale has no queue.
        orNull(waitingRoom.crowd(id).then((known) => known ?? (isLive(event) ? null : { waiting: 0, admitted: 0 }))),
        orNull(waitingRoom.lastWave(id)),
        orNull(statistics.refusals(id)),
        orNull(placeStreams.backlog(id, 'joins')),
      ]);
      const { waveSize, waveIntervalMs, onSaleAt } = gateSale(event, config);
      const nextWaveAt = Math.max(onSaleAt, lastWave?.at === undefined ? 0 : lastWave.at + waveIntervalMs);
      const rows = tiers.map((tier) => ({
        tier_id: tier.id,
        tier_name: tier.name,
        capacity: tier.capacity,
        sold: tier.sold,
        active_holds: tier.held,
        available: tier.capacity - tier.sold - tier.held,
      }));
      const sum = (field: 'capacity' | 'sold' | 'active_holds' | 'available') =>
        rows.reduce((total, row) => total + row[field], 0);
      return {
        event_id: id,
        event_name: event.name,
        etag: shownEvent(event).etag,
        paused,
        status,
        total_capacity: sum('capacity'),
        total_sold: sum('sold'),
        total_active_holds: sum('active_holds'),
        total_available: sum('available'),
        queue_length: crowd?.waiting ?? null,
        admitted: crowd?.admitted ?? null,
        join_backlog: backlog?.lines ?? null,
        join_backlog_seconds: backlog && Math.round(backlog.oldestMs / 1_000),
        tiers: rows,
        on_sale_at: event.on_sale_at.toISOString(),
        wave_size: waveSize,
        wave_interval_ms: waveIntervalMs,
        waves: lastWave?.wave ?? null,
        next_wave_at: crowd && isLive(event) && !paused ? new Date(nextWaveAt).toISOString() : null,
        refusals:
          refusals &&
          Object.entries(refusals)
            .map(([reason, count]) => ({ reason, count }))
            .toSorted((a, b) => b.count - a.count),
      };
    },

    /** People and tickets by step of a window; steps are by Postgres's clock, and people were counted by Redis's. */
    async timeline(eventId: string, window: StatisticsWindow) {
      const { stepSeconds, steps } = statisticsWindows[window];
      const { last, held, sold } = (await tickets.fetch(`${window}/${eventId}`, {
        ttl: stepSeconds * CACHED_MS_PER_SECOND,
      }))!;
      const people = await orNull(statistics.people(eventId, window, last));
      return {
        window,
        step_seconds: stepSeconds,
        starts_at: new Date((last - steps + 1) * stepSeconds * 1_000).toISOString(),
        arrivals: people?.arrivals ?? null,
        admissions: people?.admissions ?? null,
        tickets_held: held,
        tickets_sold: sold,
      };
    },

    /**
     * The newest reservations of an event, without buyers' names: in demo mode the name is enough to act as a buyer.
     */
    async reservations({ id, currency }: Pick<Event, 'id' | 'currency'>, limit: number) {
      const rows = await db.reservation.findMany({
        where: { event_id: id },
        orderBy: [{ created_at: 'desc' }, { id: 'desc' }],
        take: limit,
        select: {
          id: true,
          tier_id: true,
          quantity: true,
          price_cents: true,
          fee_cents: true,
          fee_paid_by: true,
          vat_rate_bp: true,
          status: true,
          created_at: true,
          expires_at: true,
          ended_at: true,
          tier: { select: { name: true } },
          checkout_session: { select: { status: true } },
        },
      });
      return rows.map(({ tier, checkout_session, price_cents, fee_cents, fee_paid_by, vat_rate_bp, ...row }) => ({
        ...row,
        tier_name: tier.name,
        ...costOf(row.quantity, { price_cents, fee_cents, fee_paid_by, vat_rate_bp }),
        currency,
        checkout_status: checkout_session?.status ?? null,
        workflow_url: workflowUrl(config, workflowIds.reservation(row.id)),
      }));
    },
  };
}

/** Tickets held and sold by step, the oldest first. The planner can estimate the bound, so it uses the index. */
async function ticketsByStep(db: PrismaClient, eventId: string, window: StatisticsWindow) {
  const { stepSeconds, steps } = statisticsWindows[window];
  const rows = await db.$queryRaw<TicketRow[]>`
    SELECT 'now' AS what, floor(extract(epoch FROM now()) / ${stepSeconds}::int)::int AS step, 0 AS tickets
    UNION ALL
    SELECT 'held', floor(extract(epoch FROM created_at) / ${stepSeconds}::int)::int, sum(quantity)::int
      FROM reservations
      WHERE event_id = ${eventId}::uuid AND created_at > now() - make_interval(secs => ${stepSeconds * steps}::int)
      GROUP BY 2
    UNION ALL
    SELECT 'sold', floor(extract(epoch FROM created_at) / ${stepSeconds}::int)::int, sum(quantity)::int
      FROM orders
      WHERE event_id = ${eventId}::uuid AND created_at > now() - make_interval(secs => ${stepSeconds * steps}::int)
      GROUP BY 2`;
  const last = rows.find(({ what }) => what === 'now')!.step;
  const series = (kind: TicketRow['what']) => {
    const counted = new Map(rows.filter(({ what }) => what === kind).map(({ step, tickets }) => [step, tickets]));
    return Array.from({ length: steps }, (_, i) => counted.get(last - steps + 1 + i) ?? 0);
  };
  return { last, held: series('held'), sold: series('sold') };
}

/** The page of a workflow in the Temporal Web UI; null where TEMPORAL_UI_URL is not set. */
export function workflowUrl(
  { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE }: Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>,
  workflowId: string,
): string | null {
  if (!TEMPORAL_UI_URL) return null;
  const [namespace, id] = [TEMPORAL_NAMESPACE, workflowId].map(encodeURIComponent);
  return `${TEMPORAL_UI_URL.replace(/\/+$/, '')}/namespaces/${namespace}/workflows/${id}`;
}

export type SaleMonitor = ReturnType<typeof saleMonitor>;
