import { z } from '@hono/zod-openapi';
import { statisticsWindowNames } from '../../activities/waiting-room/statistics-windows.ts';
import { CheckoutStatus } from '../../prisma/generated/enums.ts';
import { eventStatus } from '../catalogue/schemas.ts';
import { cents, currency, instant, vatRate } from '../http/schemas.ts';

export const SaleStatus = z
  .object({
    event_id: z.uuid(),
    event_name: z.string(),
    etag: z.string(),
    paused: z.boolean(),
    status: eventStatus,
    total_capacity: z.int(),
    total_sold: z.int(),
    total_active_holds: z.int(),
    total_available: z.int(),
    queue_length: z.int().nullable(),
    tiers: z.array(
      z.object({
        tier_id: z.uuid(),
        tier_name: z.string(),
        capacity: z.int(),
        sold: z.int(),
        active_holds: z.int(),
        available: z.int(),
      }),
    ),
    admitted: z.int().nullable(),
    join_backlog: z.int().nullable().openapi({
      description: 'Places, joined or left, that the worker has not passed on to their workflows yet',
    }),
    join_backlog_seconds: z.int().nullable().openapi({ description: 'The age of the oldest of them; 0 without any' }),
    on_sale_at: instant,
    wave_size: z.int(),
    wave_interval_ms: z.int(),
    waves: z.int().nullable(),
    next_wave_at: instant.nullable(),
    refusals: z.array(z.object({ reason: z.string(), count: z.int() })).nullable(),
  })
  .openapi('SaleStatus');
const series = z.array(z.int());
export const WindowQuery = z.object({ window: z.enum(statisticsWindowNames).default(statisticsWindowNames[0]) });
export const SaleTimeline = z
  .object({
    window: z.enum(statisticsWindowNames),
    step_seconds: z.int(),
    starts_at: instant,
    arrivals: series.nullable(),
    admissions: series.nullable(),
    tickets_held: series,
    tickets_sold: series,
  })
  .openapi('SaleTimeline');
export const LatestQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(25) });
export const WatchedReservation = z
  .object({
    id: z.uuid(),
    tier_id: z.uuid(),
    tier_name: z.string(),
    quantity: z.int(),
    total_price_cents: cents,
    fees_cents: cents,
    vat_cents: cents,
    vat_rate_bp: vatRate,
    currency,
    status: z.enum(['active', 'converted', 'expired', 'canceled']),
    checkout_status: z.enum(CheckoutStatus).nullable(),
    created_at: instant,
    expires_at: instant,
    ended_at: instant.nullable(),
    workflow_url: z.url().nullable(),
  })
  .openapi('WatchedReservation');
