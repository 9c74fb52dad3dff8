import { z } from '@hono/zod-openapi';
import { windowNames } from '../activities/waiting-room/statistics-windows.ts';

/** The shapes of the contract. The same schemas validate requests, describe them in OpenAPI, and type the web's client. */

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters');
const prose = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !/[^\P{Cc}\t\r\n]/u.test(value), 'must not contain control characters');
const instant = z.iso.datetime({ offset: true });
/** An instant that somebody gives: Postgres knows no year 0. */
const givenInstant = instant.refine((value) => new Date(value).getUTCFullYear() >= 2000, 'must be after the year 2000');
const cents = z.int().min(0);
/** Ids come in either case and are kept in lower case, so that every store finds the same thing under them. */
const id = z.string().min(1).toLowerCase();
const pathId = (name: string) => id.openapi({ param: { name, in: 'path' }, format: 'uuid' });
const status = z.enum(['draft', 'scheduled', 'on_sale', 'closed', 'canceled']);

export const PathId = z.object({ id: pathId('id') });
export const ReservationPath = z.object({ id: pathId('id'), reservationId: pathId('reservationId') });
export const TokenQuery = z.object({ token: z.string().toLowerCase().optional().openapi({ format: 'uuid' }) });
export const EventQuery = z.object({ event_id: id.openapi({ format: 'uuid' }) });

const eventFields = {
  id: z.uuid(),
  name: z.string(),
  venue: z.string(),
  description: z.string(),
  starts_at: instant,
  on_sale_at: instant,
  status,
};
export const Event = z.object(eventFields).openapi('Event');
const tierFields = {
  event_id: z.uuid(),
  name: z.string(),
  price_cents: cents,
  capacity: z.int(),
  per_user_limit: z.int(),
};
export const Tier = z.object({ id: z.uuid(), ...tierFields }).openapi('Tier');
export const EventWithTiers = z.object({ ...eventFields, tiers: z.array(Tier) }).openapi('EventWithTiers');
export const Availability = z
  .object({
    event_id: z.uuid(),
    event_name: z.string(),
    availability: z.array(
      z.object({
        tier_id: z.uuid(),
        tier_name: z.string(),
        capacity: z.int(),
        available: z.int(),
        reserved: z.int(),
        sold: z.int(),
        price_cents: cents,
        per_user_limit: z.int(),
      }),
    ),
    last_updated: instant,
  })
  .openapi('Availability');

export const Place = z.object({ token: z.uuid() }).openapi('Place');
export const PlaceStatus = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('waiting'), onSaleAt: instant, secondsUntilOnSale: z.int(), paused: z.boolean() }),
    z.object({
      state: z.literal('sale_open'),
      onSaleAt: instant,
      secondsUntilOnSale: z.literal(0),
      paused: z.boolean(),
      position: z.int(),
      total: z.int(),
      canEnter: z.boolean(),
      etaSeconds: z.int(),
      accessExpiresAt: instant.optional(),
    }),
  ])
  .openapi('PlaceStatus');

export const NewReservation = z
  .strictObject({ tier_id: id, quantity: z.int().min(1), token: id })
  .openapi('NewReservation');
export const Held = z
  .object({
    id: z.uuid(),
    event_id: z.uuid(),
    tier_id: z.uuid(),
    quantity: z.int(),
    expires_at: instant,
    expires_in_seconds: z.int(),
  })
  .openapi('Held');
export const Reservation = z
  .object({ ...Held.shape, tier_name: z.string(), price_cents: cents, total_price_cents: cents })
  .openapi('Reservation');
export const Ended = z.object({ id: z.uuid(), status: z.literal('canceled') }).openapi('Ended');

export const NewCheckout = z.strictObject({ reservation_id: id }).openapi('NewCheckout');
export const CheckoutSession = z
  .object({
    id: z.uuid(),
    reservation_id: z.uuid(),
    status: z.enum(['pending', 'completed', 'failed', 'expired', 'canceled']),
    reservation: z.object({
      id: z.uuid(),
      tier_name: z.string(),
      quantity: z.int(),
      price_cents: cents,
      total_price_cents: cents,
      expires_at: instant,
    }),
    created_at: instant,
    message: z.string().optional(),
  })
  .openapi('CheckoutSession');
export const Confirmation = z
  .strictObject({ checkout_id: id, simulate: z.enum(['success', 'fail']) })
  .openapi('Confirmation');

const Order = z
  .object({
    id: z.uuid(),
    checkout_session_id: z.uuid(),
    status: z.enum(['paid', 'refunded']),
    quantity: z.int(),
    total_price_cents: cents,
    created_at: instant,
  })
  .openapi('Order');
const IssuedTicket = z
  .object({ id: z.uuid(), code: z.string(), qr_sig: z.string(), created_at: instant })
  .openapi('IssuedTicket');
const sessionEnd = <Status extends string>(value: Status) => z.object({ id: z.uuid(), status: z.literal(value) });
export const Purchased = z
  .object({
    order: Order,
    tickets: z.array(IssuedTicket),
    checkout_session: sessionEnd('completed'),
    reservation: sessionEnd('converted'),
    message: z.string(),
  })
  .openapi('Purchased');
export const Declined = z
  .object({ checkout_session: sessionEnd('failed'), reservation: sessionEnd('canceled'), message: z.string() })
  .openapi('Declined');
export const MyTickets = z
  .object({
    tickets: z.array(
      z.object({
        ...IssuedTicket.shape,
        order_id: z.uuid(),
        event: z.object({ id: z.uuid(), name: z.string(), venue: z.string(), starts_at: instant }),
        tier: z.object({ id: z.uuid(), name: z.string(), price_cents: cents }),
      }),
    ),
    count: z.int(),
  })
  .openapi('MyTickets');
export const MyOrder = z.object({ order: Order, tickets: z.array(IssuedTicket) }).openapi('MyOrder');

const upTo = (most: number) => z.int().min(1).max(most);
const DAY_SECONDS = 86_400;
/** Together with the highest price these keep every total within Postgres's integer. */
const MOST_TICKETS = 1_000;
const MOST_CENTS = 2_000_000;
const eventSettings = {
  wave_size: upTo(10_000).nullish(),
  wave_interval_ms: z
    .int()
    .min(100)
    .max(DAY_SECONDS * 1_000)
    .nullish(),
  access_ttl_seconds: upTo(DAY_SECONDS).nullish(),
  reservation_ttl_seconds: upTo(DAY_SECONDS).nullish(),
  purchase_limit: upTo(MOST_TICKETS).nullish(),
};
export const NewEvent = z
  .strictObject({
    name: text(200),
    venue: text(200),
    description: prose(5_000).optional(),
    starts_at: givenInstant,
    on_sale_at: givenInstant,
    status: status.optional(),
    ...eventSettings,
  })
  .openapi('NewEvent');
export const EventChange = NewEvent.partial().openapi('EventChange');
const settingsShown = {
  wave_size: z.int().nullable(),
  wave_interval_ms: z.int().nullable(),
  access_ttl_seconds: z.int().nullable(),
  reservation_ttl_seconds: z.int().nullable(),
  purchase_limit: z.int().nullable(),
};
export const OrganiserEvent = z
  .object({
    ...eventFields,
    paused: z.boolean(),
    created_at: instant,
    ...settingsShown,
    status_changes: z.array(status),
  })
  .openapi('OrganiserEvent');
const tierTerms = z.strictObject({
  name: text(100),
  price_cents: cents.max(MOST_CENTS),
  capacity: z.int().min(0).max(10_000_000),
  per_user_limit: upTo(MOST_TICKETS).optional(),
});
export const NewTier = tierTerms.extend({ event_id: id }).openapi('NewTier');
export const TierChange = tierTerms.partial().openapi('TierChange');
export const OrganiserTier = z.object({ ...Tier.shape, held: z.int(), sold: z.int() }).openapi('OrganiserTier');
export const TierQuery = z.object({ event_id: id.optional().openapi({ format: 'uuid' }) });
export const Done = z.object({ message: z.string(), event: OrganiserEvent }).openapi('Done');
export const SaleStatus = z
  .object({
    event_id: z.uuid(),
    event_name: z.string(),
    paused: z.boolean(),
    status,
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
    on_sale_at: instant,
    wave_size: z.int(),
    wave_interval_ms: z.int(),
    waves: z.int().nullable(),
    next_wave_at: instant.nullable(),
    refusals: z.array(z.object({ reason: z.string(), count: z.int() })).nullable(),
  })
  .openapi('SaleStatus');
const series = z.array(z.int());
export const WindowQuery = z.object({ window: z.enum(windowNames).default(windowNames[0]) });
export const SaleTimeline = z
  .object({
    window: z.enum(windowNames),
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
    status: z.enum(['active', 'converted', 'expired', 'canceled']),
    checkout_status: CheckoutSession.shape.status.nullable(),
    created_at: instant,
    expires_at: instant,
    ended_at: instant.nullable(),
    workflow_url: z.url().nullable(),
  })
  .openapi('WatchedReservation');
