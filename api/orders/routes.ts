import { createRoute } from '@hono/zod-openapi';
import type { Identity } from '../http/identity.ts';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { EventService } from '../organiser/event-service.ts';
import type { OrderReads } from './order-reads.ts';
import { EventMoney, OrderListQuery, OrderPage, OrganiserOrder } from './schemas.ts';

type Needs = { events: Pick<EventService, 'find'>; identity: Identity; orders: OrderReads };

/** Finding orders, and what they add up to. */
export function orderRoutes({ events, identity, orders }: Needs) {
  const common = {
    method: 'get' as const,
    tags: ['Orders'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const list = createRoute({
    ...common,
    path: '/admin/orders',
    summary: 'Orders of an event or of all',
    request: { query: OrderListQuery },
    description: 'By pages: where there is more, next_cursor leads to the next one, also while new orders come in.',
    responses: { 200: answers('Newest first', OrderPage), ...refusals(400, 401) },
  });
  const one = createRoute({
    ...common,
    path: '/admin/orders/{id}',
    summary: 'An order with its tickets and its story',
    request: { params: PathId },
    responses: { 200: answers('The order', OrganiserOrder), ...refusals(401, 404) },
  });
  const money = createRoute({
    ...common,
    path: '/admin/events/{id}/money',
    summary: 'What an event earned',
    request: { params: PathId },
    description:
      'In all, by tier and by day. Orders and tickets count all that was sold, also what was given back later; a ' +
      'refund counts on the day of its order, and so does a dispute.',
    responses: { 200: answers('Sums', EventMoney), ...refusals(401, 404) },
  });

  return newRoutes()
    .openapi(list, async (c) => c.json(await orders.page(c.req.valid('query')), 200))
    .openapi(one, async (c) => c.json(await orders.find(c.req.valid('param').id), 200))
    .openapi(money, async (c) => c.json(await orders.money(await events.find(c.req.valid('param').id)), 200));
}
