import { z } from '@hono/zod-openapi';
import { cents, givenCents, id, instant, text } from '../http/schemas.ts';

/** More than anybody buys at once. */
const MOST_TICKETS = 1_000;

export const NewRefund = z
  .strictObject({
    reason: text(500),
    tickets: z.array(id).min(1).max(MOST_TICKETS).optional().openapi({
      description: 'Some tickets: their share of the total goes back. Without it and amount_cents, all that is left',
    }),
    amount_cents: givenCents.min(1).optional().openapi({ description: 'An amount, which voids no ticket' }),
    restock: z.boolean().default(false).openapi({ description: 'Whether its tickets are on sale again' }),
  })
  .refine(({ tickets, amount_cents }) => tickets === undefined || amount_cents === undefined, {
    path: ['amount_cents'],
    message: 'must be left out where tickets are chosen',
  })
  .refine(({ restock, amount_cents }) => !restock || amount_cents === undefined, {
    path: ['restock'],
    message: 'must be left out with an amount, which voids no ticket',
  })
  .openapi('NewRefund');
export type NewRefund = z.output<typeof NewRefund>;

const kind = z.enum(['order', 'tickets', 'amount']).openapi({
  description: 'What was asked for: all that was left of the order, some tickets, or an amount',
});
/** A refund as its order and its own request show it. */
export const refundFields = {
  id: z.uuid(),
  kind,
  tickets: z.array(z.uuid()).openapi({ description: 'Those that it made void' }),
  amount_cents: cents,
  currency: z.string(),
  reason: z.string(),
  restock: z.boolean(),
  state: z.enum(['requested', 'paid']),
  failure: z.string().nullable().openapi({ description: 'Why the last attempt failed; it is tried again' }),
  created_at: instant,
  settled_at: instant.nullable(),
};
export const Refund = z.object({ ...refundFields, order_id: z.uuid() }).openapi('Refund');

export const EventRefunds = z
  .object({
    event_id: z.uuid(),
    currency: z.string(),
    due: z.int().openapi({ description: 'Orders of which money is still to be given back' }),
    due_cents: cents,
    failing: z.int().openapi({ description: 'Of those, for how many the last attempt failed' }),
    refunded: z.int().openapi({ description: 'Orders of which money was given back, and no more is due' }),
    refunded_cents: cents,
  })
  .openapi('EventRefunds');
