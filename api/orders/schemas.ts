import { z } from '@hono/zod-openapi';
import { eventStatus } from '../catalogue/schemas.ts';
import { cents, feePayer, id, instant, vatRate } from '../http/schemas.ts';
import { orderStatus } from '../purchase/schemas.ts';
import { refundFields } from './refund-schemas.ts';
import { storyKinds } from './story.ts';

const MOST_ORDERS = 200;
/** Longer than any name or address that was given. */
const MOST_CHARACTERS = 200;
/** Of a pasted text nobody sees these, and Postgres takes no NUL. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]+/gu;

export const OrderListQuery = z.object({
  event_id: id.optional(),
  q: z
    .string()
    .max(MOST_CHARACTERS)
    .transform((typed) => typed.replace(unseen, ' ').trim())
    .optional()
    .openapi({
      type: 'string',
      description:
        'An order’s number or its beginning, in any spelling; the code of a ticket; the beginning of an e-mail ' +
        'address; words of a name or their beginnings',
    }),
  status: orderStatus.optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ORDERS).default(50),
  cursor: z.string().min(1).max(200).optional().openapi({ description: '`next_cursor` of the page before' }),
});
export type OrderListQuery = z.output<typeof OrderListQuery>;

const buyer = { name: z.string().nullable(), email: z.string().nullable() };
const orderFields = {
  id: z.uuid(),
  number: z.string().openapi({ description: 'Eight characters, read out as two groups of four' }),
  event_id: z.uuid(),
  event_name: z.string(),
  tier_name: z.string(),
  quantity: z.int(),
  total_price_cents: cents.openapi({ description: 'All that the buyer paid' }),
  fees_cents: cents.openapi({ description: 'Part of the total where the buyer paid them' }),
  fee_paid_by: feePayer,
  vat_cents: cents.openapi({ description: 'The part of the total that is VAT' }),
  vat_rate_bp: vatRate,
  refunded_cents: cents,
  currency: z.string(),
  status: orderStatus,
  refund_due_at: instant.nullable(),
  buyer: z.object(buyer),
  created_at: instant,
};
export const OrderPage = z
  .object({ orders: z.array(z.object(orderFields)), next_cursor: z.string().nullable() })
  .openapi('OrderPage');

const paid = { amount_cents: cents, currency: z.string(), created_at: instant };
export const OrganiserOrder = z
  .object({
    ...orderFields,
    buyer: z.object({
      id: z.string(),
      ...buyer,
      erased_at: instant.nullable().openapi({ description: 'Since when name and address are erased' }),
    }),
    event: z.object({ id: z.uuid(), name: z.string(), time_zone: z.string().nullable(), status: eventStatus }),
    tier_id: z.uuid(),
    reservation_id: z.uuid(),
    workflow_url: z.url().nullable(),
    left_cents: cents.openapi({ description: 'What can still be given back' }),
    tickets: z.array(
      z.object({
        id: z.uuid(),
        code: z.string(),
        status: z.enum(['valid', 'void']),
        amount_cents: cents.openapi({ description: 'Its share of the total; the shares add up to it' }),
        refund_id: z.uuid().nullable().openapi({ description: 'The refund that made it void' }),
        created_at: instant,
      }),
    ),
    payments: z.array(
      z.object({
        provider: z.string(),
        reference: z.string().nullable().openapi({ description: 'What the provider calls it' }),
        status: z.string(),
        ...paid,
      }),
    ),
    refunds: z.array(z.object(refundFields)),
    disputes: z.array(
      z.object({
        id: z.string().openapi({ description: 'That of the payment provider' }),
        amount_cents: cents,
        state: z.enum(['open', 'won', 'lost']),
        created_at: instant,
        closed_at: instant.nullable(),
      }),
    ),
    story: z.array(
      z.object({
        at: instant,
        what: z.enum(storyKinds),
        amount_cents: cents.optional(),
        quantity: z.int().optional(),
        reason: z.string().optional(),
      }),
    ),
  })
  .openapi('OrganiserOrder');

const sums = {
  gross_cents: cents.openapi({ description: 'What buyers paid, before refunds' }),
  refunded_cents: cents,
  disputed_cents: cents.openapi({ description: 'What buyers’ banks took back or hold until they decide' }),
  fees_cents: cents.openapi({ description: 'Of what was neither given back nor disputed, whoever paid them' }),
  buyer_fees_cents: cents,
  organiser_fees_cents: cents,
  vat_cents: cents.openapi({ description: 'Part of what was neither given back nor disputed' }),
  net_cents: z.int().openapi({ description: 'Gross less refunds, disputes, fees and VAT' }),
  orders: z.int(),
  tickets: z.int(),
};
export const EventMoney = z
  .object({
    currency: z.string(),
    time_zone: z.string().openapi({ description: 'That of the days' }),
    ...sums,
    by_tier: z.array(z.object({ tier_id: z.uuid(), tier_name: z.string(), ...sums })),
    by_day: z.array(z.object({ day: z.iso.date(), ...sums })),
  })
  .openapi('EventMoney');
