import { createRoute, z } from '@hono/zod-openapi';
import { ifMatchHeader } from '../http/entity-tag.ts';
import type { Identity } from '../http/identity.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import { given } from './given.ts';
import { NewTier, OrganiserTier, TierChange, TierQuery } from './schemas.ts';
import { shownTier } from './shown.ts';
import type { TierService } from './tier-service.ts';

/** Adding and changing the price classes of events. */
export function tierRoutes({ identity, tiers }: { identity: Identity; tiers: TierService }) {
  const common = {
    tags: ['Organiser'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const createTier = createRoute({
    ...common,
    method: 'post',
    path: '/admin/tiers',
    summary: 'Add a tier',
    request: { body: { ...json(NewTier), required: true } },
    responses: { 201: answers('Added', OrganiserTier), ...refusals(400, 401, 404) },
  });
  const listTiers = createRoute({
    ...common,
    method: 'get',
    path: '/admin/tiers',
    summary: 'All tiers, or those of one event',
    request: { query: TierQuery },
    responses: { 200: answers('By event and price', z.array(OrganiserTier)), ...refusals(401) },
  });
  const oneTier = createRoute({
    ...common,
    method: 'get',
    path: '/admin/tiers/{id}',
    summary: 'A tier',
    request: { params: PathId },
    responses: { 200: answers('The tier', OrganiserTier), ...refusals(401, 404) },
  });
  const changeTier = createRoute({
    ...common,
    method: 'patch',
    path: '/admin/tiers/{id}',
    summary: 'Change a tier',
    request: { params: PathId, headers: ifMatchHeader, body: json(TierChange) },
    description:
      'A live sale follows at once; tickets that are held keep their price. ' +
      'A capacity below what is held and sold is refused (409) with held and sold. ' +
      'With If-Match a change on top of somebody else’s is refused (412).',
    responses: { 200: answers('Changed', OrganiserTier), ...refusals(400, 401, 404, 409, 412) },
  });

  return newRoutes()
    .openapi(createTier, async (c) => c.json(shownTier(await tiers.add(given(c.req.valid('json')))), 201))
    .openapi(listTiers, async (c) => c.json((await tiers.list(c.req.valid('query').event_id)).map(shownTier), 200))
    .openapi(oneTier, async (c) => {
      const tier = shownTier(await tiers.find(c.req.valid('param').id));
      return c.json(tier, 200, { ETag: tier.etag });
    })
    .openapi(changeTier, async (c) => {
      const { 'if-match': ifMatch } = c.req.valid('header');
      const tier = shownTier(await tiers.change(c.req.valid('param').id, given(c.req.valid('json')), ifMatch));
      return c.json(tier, 200, { ETag: tier.etag });
    });
}
