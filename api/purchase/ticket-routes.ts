import { createRoute } from '@hono/zod-openapi';
import type { Config } from '../../config.ts';
import type { Identity } from '../http/identity.ts';
import { answers, isUuid, newRoutes, refusals } from '../http/routing.ts';
import { purchaseProblem } from './problems.ts';
import type { PurchaseReads } from './reads.ts';
import { shownMails, shownReceipt } from './receipt.ts';
import { EventQuery, MyOrder, MyTickets } from './schemas.ts';

const tags = ['Tickets'];
const security = [{ buyer: [] }];

type Needs = { config: Pick<Config, 'SMTP_URL'>; identity: Identity; purchaseReads: PurchaseReads };

/** What a buyer has bought. */
export function ticketRoutes({ config, identity, purchaseReads }: Needs) {
  const buyer = identity.requires('buy');
  const tickets = createRoute({
    method: 'get',
    path: '/me/tickets',
    tags,
    security,
    summary: 'The buyer’s tickets',
    middleware: [buyer] as const,
    responses: { 200: answers('Newest first', MyTickets), ...refusals(400) },
  });
  const order = createRoute({
    method: 'get',
    path: '/me/order',
    tags,
    security,
    summary: 'The buyer’s latest order at an event',
    request: { query: EventQuery },
    middleware: [buyer] as const,
    responses: { 200: answers('With its tickets', MyOrder), ...refusals(400, 404) },
  });

  return newRoutes()
    .openapi(tickets, async (c) => {
      const rows = await purchaseReads.tickets({ buyer_id: c.var.principal.id });
      return c.json({ tickets: rows, count: rows.length }, 200);
    })
    .openapi(order, async (c) => {
      const { event_id: eventId } = c.req.valid('query');
      const latest = isUuid(eventId) ? await purchaseReads.latestOrder(eventId, c.var.principal.id) : null;
      if (!latest) throw purchaseProblem({ outcome: 'no_order' });
      const { order: paid, mails, tickets: bought } = latest;
      const written = { receipt: shownReceipt(mails, config), mails: shownMails(mails, config) };
      return c.json({ order: { ...paid, ...written }, tickets: bought }, 200);
    });
}
