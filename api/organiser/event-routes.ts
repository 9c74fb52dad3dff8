import { createRoute, z } from '@hono/zod-openapi';
import type { Deps } from '../deps.ts';
import { statusChanges } from '../catalogue/event-status.ts';
import { organiser } from '../http/identity.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import type { Event } from '../../prisma/generated/client.ts';
import {
  Done,
  EventChange,
  NewEvent,
  NewTier,
  OrganiserEvent,
  OrganiserTier,
  PathId,
  TierChange,
  TierQuery,
} from '../schemas.ts';

export const organiserRoutes = ({ config, desk, tiers }: Deps) => {
  const common = { tags: ['Organiser'], security: [{ organiser: [] }], middleware: organiser(config) };
  const params = PathId;
  const createEvent = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events',
    summary: 'Make an event',
    request: { body: { ...json(NewEvent), required: true } },
    responses: { 201: answers('Made', OrganiserEvent), ...refusals(400, 401) },
  });
  const listEvents = createRoute({
    ...common,
    method: 'get',
    path: '/admin/events',
    summary: 'All events, drafts too',
    responses: { 200: answers('By start', z.array(OrganiserEvent)), ...refusals(401) },
  });
  const oneEvent = createRoute({
    ...common,
    method: 'get',
    path: '/admin/events/{id}',
    summary: 'An event',
    request: { params },
    responses: { 200: answers('The event', OrganiserEvent), ...refusals(401, 404) },
  });
  const changeEvent = createRoute({
    ...common,
    method: 'patch',
    path: '/admin/events/{id}',
    summary: 'Change an event',
    request: { params, body: { ...json(EventChange), required: true } },
    description:
      'A live sale follows at once. Moved to scheduled or on_sale the sale starts, moved to anything else it ends. A closed sale can be opened again; a cancelled event stays cancelled, and one that was on sale is no draft again (409).',
    responses: { 200: answers('Changed', OrganiserEvent), ...refusals(400, 401, 404, 409) },
  });
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
    request: { params },
    responses: { 200: answers('The tier', OrganiserTier), ...refusals(401, 404) },
  });
  const changeTier = createRoute({
    ...common,
    method: 'patch',
    path: '/admin/tiers/{id}',
    summary: 'Change a tier',
    request: { params, body: { ...json(TierChange), required: true } },
    description:
      'A live sale follows at once; tickets that are held keep their price. A capacity below what is held and sold is refused (409) with held and sold.',
    responses: { 200: answers('Changed', OrganiserTier), ...refusals(400, 401, 404, 409) },
  });
  const pause = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events/{id}/pause',
    summary: 'Pause the sale',
    request: { params },
    responses: { 200: answers('Paused', Done), ...refusals(401, 404) },
  });
  const resume = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events/{id}/resume',
    summary: 'Resume the sale',
    request: { params },
    responses: { 200: answers('Resumed', Done), ...refusals(401, 404) },
  });
  const reset = createRoute({
    ...common,
    method: 'delete',
    path: '/admin/events/{id}/orders',
    summary: 'Start a demo over',
    request: { params },
    responses: {
      200: answers(
        'What was deleted',
        z.object({ message: z.string(), tickets_deleted: z.int(), orders_deleted: z.int() }),
      ),
      ...refusals(401, 403, 404),
    },
  });

  return newRoutes()
    .openapi(createEvent, async (c) => c.json(shown(await desk.create(given(c.req.valid('json')))), 201))
    .openapi(listEvents, async (c) => c.json((await desk.list()).map(shown), 200))
    .openapi(oneEvent, async (c) => c.json(shown(await desk.find(c.req.valid('param').id)), 200))
    .openapi(changeEvent, async (c) =>
      c.json(shown(await desk.change(c.req.valid('param').id, given(c.req.valid('json')))), 200),
    )
    .openapi(createTier, async (c) => c.json(await tiers.add(given(c.req.valid('json'))), 201))
    .openapi(listTiers, async (c) => c.json(await tiers.list(c.req.valid('query').event_id), 200))
    .openapi(oneTier, async (c) => c.json(await tiers.find(c.req.valid('param').id), 200))
    .openapi(changeTier, async (c) =>
      c.json(await tiers.change(c.req.valid('param').id, given(c.req.valid('json'))), 200),
    )
    .openapi(pause, async (c) =>
      c.json({ message: 'The sale is paused', event: shown(await desk.pause(c.req.valid('param').id)) }, 200),
    )
    .openapi(resume, async (c) =>
      c.json({ message: 'The sale goes on', event: shown(await desk.resume(c.req.valid('param').id)) }, 200),
    )
    .openapi(reset, async (c) => {
      const deleted = await desk.resetOrders(c.req.valid('param').id);
      return c.json({ message: `${deleted.orders_deleted} orders deleted`, ...deleted }, 200);
    });
};

/** An event as its organiser sees it, with what it can become. */
const shown = (event: Event) => ({ ...event, status_changes: statusChanges(event.status) });

type Given<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };
/** Drops fields that were given as nothing at all, which Prisma would otherwise be told about. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
