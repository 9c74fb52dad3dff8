import { once } from 'node:events';
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { controlRoutes } from './control.ts';
import { Desk, type Env } from './desk.ts';
import { FaultDraw } from './faults.ts';
import { text, whole, type Form } from './form.ts';
import { Intents } from './intents.ts';
import { parameterCheck } from './parameters.ts';
import { noSuch } from './refusal.ts';
import { Refunds } from './refunds.ts';
import { Webhooks, type Target } from './webhooks.ts';

export type DoublePlan = { port: number; secretKey: string; mockUrl: string; webhook?: Target };

/**
 * A double of Stripe for tests, with its state in memory: it answers Stripe's own library as Stripe does, sends signed
 * events, and goes wrong when told to (control.ts). Parameters are checked against the real specification.
 */
export async function startStripeDouble({ port, secretKey, mockUrl, webhook }: DoublePlan) {
  const faults = new FaultDraw();
  const webhooks = new Webhooks(faults, webhook);
  const intents = new Intents(webhooks.tell);
  const refunds = new Refunds(intents, webhooks.tell, () => faults.plan.outOfFunds);
  const parameters = parameterCheck(mockUrl);
  const desk = new Desk(secretKey, faults, parameters);
  const eventOf = (id: string) => {
    const event = webhooks.event(id);
    if (!event) throw noSuch('event', id);
    return event;
  };

  const app = new Hono<Env>()
    .post(
      '/v1/payment_intents',
      desk.on('create', ({ form }) => intents.create(form)),
    )
    .get(
      '/v1/payment_intents',
      desk.on('list', ({ form }) => page('/v1/payment_intents', intents.all(), form)),
    )
    .get(
      '/v1/payment_intents/:id',
      desk.on('read', ({ id }) => intents.get(id)),
    )
    .post(
      '/v1/payment_intents/:id/confirm',
      desk.on('confirm', ({ id, form }) => intents.confirmWith(id, form)),
    )
    .post(
      '/v1/payment_intents/:id/capture',
      desk.on('capture', ({ id, form }) => intents.capture(id, form)),
    )
    .post(
      '/v1/payment_intents/:id/cancel',
      desk.on('cancel', ({ id, form }) => intents.cancel(id, form)),
    )
    .post(
      '/v1/refunds',
      desk.on('refund', ({ form }) => refunds.create(form)),
    )
    .get(
      '/v1/refunds',
      desk.on('list', ({ form }) => page('/v1/refunds', refunds.all(text(form, 'payment_intent')), form)),
    )
    .get(
      '/v1/refunds/:id',
      desk.on('read', ({ id }) => refunds.get(id)),
    )
    .get(
      '/v1/events/:id',
      desk.on('read', ({ id }) => eventOf(id)),
    )
    .route('/control', controlRoutes({ intents, refunds, webhooks, faults, refused: parameters.refused }))
    .notFound((c) => {
      const request = `${c.req.method} ${c.req.path}`;
      parameters.refused.push({ request, message: 'The double does not know this request.' });
      return c.json(
        { error: { type: 'invalid_request_error', message: `Unrecognized request URL (${request})` } },
        404,
      );
    });

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      webhooks.stop();
      return closed(server);
    },
  };
}

/** A page of a list as Stripe gives it: the newest first, after `starting_after`, from `created[gte]` on. */
function page(url: string, all: { id: string; created: number }[], form: Form) {
  const { created } = form;
  const since = typeof created === 'object' ? (whole(created, 'gte') ?? 0) : 0;
  const after = text(form, 'starting_after');
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const rest = all.slice(start).filter((one) => one.created >= since);
  const limit = whole(form, 'limit') ?? 10;
  return { object: 'list', url, has_more: rest.length > limit, data: rest.slice(0, limit) };
}

const closed = (server: ServerType): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
