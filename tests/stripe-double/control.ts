import { Hono } from 'hono';
import { validator } from 'hono/validator';
import { z } from 'zod';
import { cards } from './cards.ts';
import { Faults, type FaultDraw } from './faults.ts';
import type { Intent, Intents } from './intents.ts';
import type { Refused } from './parameters.ts';
import type { Dispute, Refund, Refunds } from './refunds.ts';
import { Refusal } from './refusal.ts';
import type { Webhooks } from './webhooks.ts';

/** All that the double knows, and what it made of the requests. The newest first. */
export type BooksView = {
  intents: Intent[];
  refunds: Refund[];
  disputes: Dispute[];
  /** Ids and types of all events, and how many sendings are under way. */
  events: { id: string; type: string }[];
  undelivered: number;
  /** Requests that the real API would refuse, by its specification. */
  refused: Refused[];
  cents: { authorised: number; captured: number; refunded: number };
};

type Parts = { intents: Intents; refunds: Refunds; webhooks: Webhooks; faults: FaultDraw; refused: Refused[] };

const body = <Schema extends z.ZodType>(schema: Schema) =>
  validator('json', (value: unknown): z.infer<Schema> => schema.parse(value));

/** What tests and the stub of Stripe.js do with the double: none of it is in Stripe's API. */
export const controlRoutes = ({ intents, refunds, webhooks, faults, refused }: Parts) =>
  new Hono()
    .get('/books', (c) => c.json(books({ intents, refunds, webhooks, refused })))
    .put('/faults', body(Faults), (c) => (faults.set(c.req.valid('json')), c.json({})))
    .put('/webhook', body(z.object({ url: z.string(), secret: z.string() })), (c) => {
      webhooks.target = c.req.valid('json');
      return c.json({});
    })
    .post('/intents/:id/confirm', body(z.object({ card: z.enum(cards), amount: z.number().optional() })), (c) => {
      const { card, amount } = c.req.valid('json');
      return c.json(intents.confirm(c.req.param('id'), card, amount));
    })
    .post('/intents/:id/authenticate', body(z.object({ passed: z.boolean() })), (c) =>
      c.json(intents.authenticate(c.req.param('id'), c.req.valid('json').passed)),
    )
    .post('/intents/:id/dispute', body(z.object({ amount: z.number().optional() })), (c) =>
      c.json(refunds.dispute(c.req.param('id'), c.req.valid('json').amount)),
    )
    .post('/refunds/:id/fail', (c) => c.json(refunds.fail(c.req.param('id'))))
    .post('/disputes/:id/close', body(z.object({ status: z.enum(['won', 'lost']) })), (c) =>
      c.json(refunds.closeDispute(c.req.param('id'), c.req.valid('json').status)),
    )
    .onError((thrown, c) => {
      if (!(thrown instanceof Refusal)) throw thrown;
      return c.json({ error: thrown.error }, thrown.status as 400);
    });

function books({ intents, refunds, webhooks, refused }: Omit<Parts, 'faults'>): BooksView {
  const all = intents.all();
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return {
    intents: all,
    refunds: refunds.all(),
    disputes: refunds.disputes(),
    events: webhooks.all().map(({ id, type }) => ({ id, type })),
    undelivered: webhooks.undelivered,
    refused,
    cents: {
      authorised: sum(all.map((intent) => intent.amount_capturable)),
      captured: sum(all.map((intent) => intent.amount_received)),
      refunded: sum(all.map(({ id }) => refunds.refundedOf(id))),
    },
  };
}
