import { createRoute, z } from '@hono/zod-openapi';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import { answerShared, unchanged } from '../http/shared-answer.ts';
import { nextPage } from './event-pages.ts';
import { eventNotFound } from './problems.ts';
import type { PublicCatalogue } from './public-catalogue.ts';
import { Availability, Event, EventListQuery, EventWithTiers } from './schemas.ts';

const tags = ['Events'];
const list = createRoute({
  method: 'get',
  path: '/events',
  tags,
  summary: 'Events that are not drafts',
  description: 'By pages: where there is more, the Link header has the address of the next one (rel="next").',
  request: { query: EventListQuery },
  responses: { 200: answers('By start', z.array(Event)), ...unchanged, ...refusals(400) },
});
const one = createRoute({
  method: 'get',
  path: '/events/{id}',
  tags,
  summary: 'An event with its tiers',
  request: { params: PathId },
  responses: { 200: answers('Tiers by price', EventWithTiers), ...unchanged, ...refusals(404) },
});
const availability = createRoute({
  method: 'get',
  path: '/events/{id}/availability',
  tags,
  summary: 'What is free, held and sold',
  description: 'At most a second old.',
  request: { params: PathId },
  responses: { 200: answers('By tier', Availability), ...unchanged, ...refusals(404) },
});

export function catalogueRoutes({ publicCatalogue: catalogue }: { publicCatalogue: PublicCatalogue }) {
  const find = async (id: string) => {
    const found = await catalogue.event(id);
    if (!found) throw eventNotFound();
    return found;
  };
  return newRoutes()
    .openapi(list, async (c) => {
      const query = c.req.valid('query');
      const { body, next } = await catalogue.page(query);
      return answerShared(c, body, next === undefined ? {} : { Link: nextPage(query, next) });
    })
    .openapi(one, async (c) => answerShared(c, (await find(c.req.valid('param').id)).event))
    .openapi(availability, async (c) => answerShared(c, (await find(c.req.valid('param').id)).availability));
}
