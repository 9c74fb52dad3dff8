import { z } from '@hono/zod-openapi';
import { cents, instant, text } from '../http/schemas.ts';

export const NewRefund = z
  .strictObject({
    reason: text(500),
    restock: z.boolean().default(false).openapi({ description: 'Whether its tickets are on sale again' }),
  })
  .openapi('NewRefund');

export const Refund = z
  .object({
    id: z.uuid(),
    order_id: z.uuid(),
    amount_cents: cents,
    currency: z.string(),
    reason: z.string(),
    restock: z.boolean(),
    state: z.enum(['requested', 'paid']),
    failure: z.string().nullable().openapi({ description: 'Why the last attempt failed; it is tried again' }),
    created_at: instant,
    settled_at: instant.nullable(),
  })
  .openapi('Refund');

export const EventRefunds = z
  .object({
    event_id: z.uuid(),
    currency: z.string(),
    due: z.int().openapi({ description: 'Orders whose money is still to be given back' }),
    due_cents: cents,
    failing: z.int().openapi({ description: 'Of those, for how many the last attempt failed' }),
    refunded: z.int(),
    refunded_cents: cents,
  })
  .openapi('EventRefunds');
