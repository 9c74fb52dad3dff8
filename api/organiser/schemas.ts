import { z } from '@hono/zod-openapi';
import { eventFields, eventStatus, tierFields } from '../catalogue/schemas.ts';
import {
  basisPoints,
  cents,
  currency,
  feePayer,
  givenCents,
  givenCurrency,
  givenInstant,
  id,
  instant,
  prose,
  text,
  vatRate,
} from '../http/schemas.ts';
import { timeZone } from '../http/time-zone.ts';

const upTo = (most: number) => z.int().min(1).max(most);
const DAY_SECONDS = 86_400;
const MOST_TICKETS = 1_000;
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
const feeTerms = z.object({
  fee_fixed_cents: givenCents.openapi({ description: 'Of each ticket that costs something' }),
  fee_percent_bp: basisPoints.openapi({ description: 'Of the price, in hundredths of a per cent: 250 is 2.5 %' }),
  fee_paid_by: feePayer,
  vat_rate_bp: vatRate,
});
export const NewEvent = z
  .strictObject({
    name: text(200),
    venue: text(200),
    description: prose(5_000).optional(),
    starts_at: givenInstant,
    on_sale_at: givenInstant,
    time_zone: timeZone.nullish(),
    currency: givenCurrency.optional(),
    ...feeTerms.partial().shape,
    status: eventStatus.optional(),
    ...eventSettings,
  })
  .openapi('NewEvent');
export const EventChange = NewEvent.partial()
  .extend({
    confirm_close: z.boolean().optional().openapi({ description: 'The sale may close, because `starts_at` is over.' }),
  })
  .openapi('EventChange');
const etag = z.string().openapi({ description: 'What If-Match of a change takes: the tag of what can be changed' });
const settingsShown = {
  wave_size: z.int().nullable(),
  wave_interval_ms: z.int().nullable(),
  access_ttl_seconds: z.int().nullable(),
  reservation_ttl_seconds: z.int().nullable(),
  purchase_limit: z.int().nullable(),
};
export const SaleDefaults = z
  .object({
    wave_size: z.int(),
    wave_interval_ms: z.int(),
    access_ttl_seconds: z.int(),
    reservation_ttl_seconds: z.int(),
    purchase_limit: z.int(),
    currency,
    currencies: z.array(currency).openapi({ description: 'In which an event can sell' }),
  })
  .openapi('SaleDefaults');
export const OrganiserEvent = z
  .object({
    ...eventFields,
    fee_fixed_cents: cents,
    fee_percent_bp: basisPoints,
    fee_paid_by: feePayer,
    paused: z.boolean(),
    created_at: instant,
    ...settingsShown,
    status_changes: z.array(eventStatus),
    etag,
  })
  .openapi('OrganiserEvent');
const tierTerms = z.strictObject({
  name: text(100),
  price_cents: givenCents,
  capacity: z.int().min(0).max(10_000_000),
  per_user_limit: upTo(MOST_TICKETS).optional(),
});
export const NewTier = tierTerms.extend({ event_id: id }).openapi('NewTier');
export const TierChange = tierTerms.partial().openapi('TierChange');
export const OrganiserTier = z.object({ ...tierFields, held: z.int(), sold: z.int(), etag }).openapi('OrganiserTier');
export const TierQuery = z.object({ event_id: id.optional() });
export const Done = z.object({ message: z.string(), event: OrganiserEvent }).openapi('Done');
