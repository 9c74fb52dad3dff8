import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { Catalogue } from './catalogue.ts';
import { eventNotFound } from './problems.ts';
import { Availability, Event, EventWithTiers } from './schemas.ts';

const tags = ['Events'];
const list = createRoute({
  method: 'get',
  path: '/events',
  tags,
  summary: 'Events that are not drafts',
  responses: { 200: answers('By start', z.array(Event)) },
});
const one = createRoute({
  method: 'get',
  path: '/events/{id}',
  tags,
  summary: 'An event with its tiers',
  request: { params: PathId },
  responses: { 200: answers('Tiers by price', EventWithTiers), ...refusals(404) },
});
const availability = createRoute({
  method: 'get',
  path: '/events/{id}/availability',
  tags,
  summary: 'What is free, held and sold now',
  request: { params: PathId },
  responses: { 200: answers('By tier', Availability), ...refusals(404) },
});

export function catalogueRoutes({ catalogue }: { catalogue: Catalogue }) {
  const find = async (id: string) => {
    const event = await catalogue.event(id);
    if (!event) throw eventNotFound();
    return event;
  };
  return newRoutes()
    .openapi(list, async (c) => c.json(await catalogue.list(), 200))
    .openapi(one, async (c) => {
      const { purchase_limit: _, ...event } = await find(c.req.valid('param').id);
      return c.json(event, 200);
    })
    .openapi(availability, async (c) => {
      const { id, name } = await find(c.req.valid('param').id);
      const tiers = await catalogue.availability(id);
      return c.json(
        {
          event_id: id,
          event_name: name,
          availability: tiers.map(({ id: tier_id, name: tier_name, held, ...tier }) => ({
            tier_id,
            tier_name,
            ...tier,
            reserved: held,
            available: tier.capacity - held - tier.sold,
          })),
          last_updated: new Date().toISOString(),
        },
        200,
      );
    });
}
