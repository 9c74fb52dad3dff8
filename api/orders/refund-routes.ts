import { createRoute } from '@hono/zod-openapi';
import { idempotencyKey, type Identity } from '../http/identity.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import { KeyHeader, PathId } from '../http/schemas.ts';
import type { EventService } from '../organiser/event-service.ts';
import { EventRefunds, NewRefund, Refund } from './refund-schemas.ts';
import type { RefundService } from './refund-service.ts';

type Needs = { events: Pick<EventService, 'find'>; identity: Identity; refundService: RefundService };

/** Giving money back. */
export function refundRoutes({ events, identity, refundService }: Needs) {
  const common = {
    tags: ['Organiser'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const refundOrder = createRoute({
    ...common,
    method: 'post',
    path: '/admin/orders/{id}/refunds',
    summary: 'Give money of an order back',
    description:
      'All that is left of it, the share of some tickets, or an amount; an order may have several refunds. The ' +
      'tickets are void at once, none for an amount. The money follows: a provider that is away, or out of funds, is ' +
      'asked again until it is back. With restock the tickets are on sale again then.',
    request: { params: PathId, headers: KeyHeader, body: { ...json(NewRefund), required: true } },
    responses: {
      201: answers('Requested', Refund),
      200: answers('Requested before with this key', Refund),
      ...refusals(400, 401, 404, 409, 422),
    },
  });
  const eventRefunds = createRoute({
    ...common,
    method: 'get',
    path: '/admin/events/{id}/refunds',
    summary: 'How far the refunds of an event are',
    request: { params: PathId },
    responses: { 200: answers('Now', EventRefunds), ...refusals(401, 404) },
  });

  return newRoutes()
    .openapi(refundOrder, async (c) => {
      const key = idempotencyKey(c.req.valid('header')['idempotency-key']);
      const { refund, repeated } = await refundService.request(c.req.valid('param').id, key, c.req.valid('json'));
      if (!repeated) return c.json(refund, 201);
      c.header('Idempotent-Replayed', 'true');
      return c.json(refund, 200);
    })
    .openapi(eventRefunds, async (c) => {
      return c.json(await refundService.progress(await events.find(c.req.valid('param').id)), 200);
    });
}
