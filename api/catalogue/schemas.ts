import { z } from '@hono/zod-openapi';
import { cents, currency, instant, vatRate } from '../http/schemas.ts';
import { stockStates } from './stock-state.ts';

export const eventStatus = z.enum(['draft', 'scheduled', 'on_sale', 'closed', 'canceled']);

export const eventFields = {
  id: z.uuid(),
  name: z.string(),
  venue: z.string(),
  description: z.string(),
  starts_at: instant,
  on_sale_at: instant,
  time_zone: z.string().nullable().openapi({ description: 'Of the venue: an IANA name; null where nobody has said' }),
  currency,
  vat_rate_bp: vatRate,
  status: eventStatus,
};
const stock = z
  .enum(stockStates)
  .openapi({ description: 'What is left; none_free while all is taken and some of it is not paid for' });
const publicFields = { ...eventFields, paused: z.boolean(), stock };
export const Event = z.object(publicFields).openapi('Event');
export const tierFields = {
  id: z.uuid(),
  event_id: z.uuid(),
  name: z.string(),
  price_cents: cents,
  capacity: z.int(),
  per_user_limit: z.int(),
};
const buyersFee = cents.openapi({ description: 'What the buyer of a ticket pays on top of `price_cents`' });
export const Tier = z.object({ ...tierFields, fee_cents: buyersFee }).openapi('Tier');
export const EventWithTiers = z.object({ ...publicFields, tiers: z.array(Tier) }).openapi('EventWithTiers');
export const Availability = z
  .object({
    event_id: z.uuid(),
    event_name: z.string(),
    currency,
    vat_rate_bp: vatRate,
    stock,
    availability: z.array(
      z.object({
        tier_id: z.uuid(),
        tier_name: z.string(),
        capacity: z.int(),
        available: z.int(),
        reserved: z.int(),
        sold: z.int(),
        state: stock,
        price_cents: cents,
        fee_cents: buyersFee,
        per_user_limit: z.int(),
      }),
    ),
    last_updated: instant,
  })
  .openapi('Availability');

/** Events on one page at most, and where nobody asks for fewer. */
const MOST_EVENTS = 200;
export const EventListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_EVENTS).default(MOST_EVENTS),
  cursor: z.string().min(1).max(200).optional().openapi({ description: 'From the Link of the page before' }),
  past: z.enum(['true', 'false']).default('false').openapi({ description: 'Also what has been over for a day' }),
});
