import { createRoute, z } from '@hono/zod-openapi';
import { orderLinks } from '../../activities/mail/order-links.ts';
import type { Config } from '../../config.ts';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { purchaseProblem } from './problems.ts';
import type { PurchaseReads } from './reads.ts';
import { LinkedOrder } from './schemas.ts';

const TokenHeader = z.object({
  'x-order-token': z.string().openapi({
    description: 'From the link in a mail',
    param: { name: 'x-order-token', in: 'header' },
  }),
});

type Needs = { config: Pick<Config, 'TICKET_SIGNING_KEY'>; purchaseReads: PurchaseReads };

/** An order for whoever has the link that was sent to its buyer, on any device. */
export function linkedOrderRoutes({ config, purchaseReads }: Needs) {
  const links = orderLinks(config.TICKET_SIGNING_KEY);
  const linked = createRoute({
    method: 'get',
    path: '/orders/linked',
    tags: ['Tickets'],
    summary: 'The order of a link, with its tickets',
    request: { headers: TokenHeader },
    responses: { 200: answers('With its tickets', LinkedOrder), ...refusals(400, 404) },
  });

  return newRoutes().openapi(linked, async (c) => {
    const token = c.req.valid('header')['x-order-token'];
    const id = links.orderIdOf(token);
    const order = id === undefined ? null : await purchaseReads.linkedOrder(id);
    if (!order || !links.opens(token, { id: order.id, linkNumber: order.link_number }))
      throw purchaseProblem({ outcome: 'no_linked_order' });
    const { link_number: _, ...shown } = order;
    return c.json({ order: shown, tickets: await purchaseReads.tickets({ order_id: order.id }) }, 200);
  });
}
