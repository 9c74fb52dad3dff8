import { createRoute } from '@hono/zod-openapi';
import type { Config } from '../../config.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { eventNotFound } from '../catalogue/problems.ts';
import type { Identity } from '../http/identity.ts';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { PurchaseReads } from './reads.ts';
import { Allowance } from './schemas.ts';

type Needs = {
  catalogue: Catalogue;
  config: Pick<Config, 'EVENT_PURCHASE_LIMIT'>;
  identity: Identity;
  purchaseReads: PurchaseReads;
};

/** What a buyer may still take at an event, so that a page offers nothing that would be refused. */
export function allowanceRoutes({ catalogue, config, identity, purchaseReads }: Needs) {
  const allowance = createRoute({
    method: 'get',
    path: '/events/{id}/allowance',
    tags: ['Reservations'],
    security: [{ buyer: [] }],
    summary: 'How many tickets the buyer may still take',
    request: { params: PathId },
    middleware: [identity.requires('buy')] as const,
    responses: { 200: answers('Of the event and of each tier', Allowance), ...refusals(400, 404) },
  });

  return newRoutes().openapi(allowance, async (c) => {
    const event = await catalogue.event(c.req.valid('param').id);
    if (!event) throw eventNotFound();
    const { held, bought, ofTiers } = await purchaseReads.belongings(event.id, c.var.principal.id);
    const limit = event.purchase_limit ?? config.EVENT_PURCHASE_LIMIT;
    const tiers = event.tiers.map(({ id, per_user_limit }) => {
      const had = ofTiers.get(id) ?? { held: 0, bought: 0 };
      const left = Math.min(limit - held - bought, per_user_limit - had.held - had.bought);
      return { tier_id: id, limit: Math.min(limit, per_user_limit), ...had, left: Math.max(0, left) };
    });
    return c.json({ event_id: event.id, purchase_limit: limit, bought, held, tiers }, 200);
  });
}
