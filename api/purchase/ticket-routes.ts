import { createRoute } from '@hono/zod-openapi';
import type { Deps } from '../deps.ts';
import { buyer } from '../http/identity.ts';
import { Problem } from '../http/problems.ts';
import { answers, isUuid, newRoutes, refusals } from '../http/routing.ts';
import { EventQuery, MyOrder, MyTickets } from '../schemas.ts';

const tags = ['Tickets'];
const security = [{ buyer: [] }];

export const me = ({ config, reads }: Deps) => {
  const tickets = createRoute({
    method: 'get',
    path: '/me/tickets',
    tags,
    security,
    summary: 'The buyer’s tickets',
    middleware: [buyer(config)] as const,
    responses: { 200: answers('Newest first', MyTickets), ...refusals(400) },
  });
  const order = createRoute({
    method: 'get',
    path: '/me/order',
    tags,
    security,
    summary: 'The buyer’s latest order at an event',
    request: { query: EventQuery },
    middleware: [buyer(config)] as const,
    responses: { 200: answers('With its tickets', MyOrder), ...refusals(400, 404) },
  });

  return newRoutes()
    .openapi(tickets, async (c) => {
      const rows = await reads.tickets(c.var.buyerId);
      return c.json({ tickets: rows, count: rows.length }, 200);
    })
    .openapi(order, async (c) => {
      const { event_id: eventId } = c.req.valid('query');
      const latest = isUuid(eventId) ? await reads.latestOrder(eventId, c.var.buyerId) : null;
      if (!latest) throw new Problem(404, 'Order not found', { detail: 'You have no order at this event.' });
      const { tickets: issued, ...row } = latest;
      return c.json({ order: row, tickets: issued }, 200);
    });
};
