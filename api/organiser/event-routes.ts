import { createRoute, z } from '@hono/zod-openapi';
import { ifMatchHeader } from '../http/entity-tag.ts';
import type { Identity } from '../http/identity.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { EventService } from './event-service.ts';
import { given } from './given.ts';
import { Done, EventChange, NewEvent, OrganiserEvent, SaleDefaults } from './schemas.ts';
import { shownEvent } from './shown.ts';

/** Making and changing events, pausing their sale, and starting a demo over. */
export function eventRoutes({ events, identity }: { events: EventService; identity: Identity }) {
  const common = {
    tags: ['Organiser'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const createEvent = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events',
    summary: 'Make an event',
    request: { body: { ...json(NewEvent), required: true } },
    responses: { 201: answers('Made', OrganiserEvent), ...refusals(400, 401, 409) },
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
    request: { params: PathId },
    responses: { 200: answers('The event', OrganiserEvent), ...refusals(401, 404) },
  });
  const changeEvent = createRoute({
    ...common,
    method: 'patch',
    path: '/admin/events/{id}',
    summary: 'Change an event',
    request: { params: PathId, headers: ifMatchHeader, body: json(EventChange) },
    description:
      'A live sale follows at once. Moved to scheduled or on_sale the sale starts, moved to anything else it ends. ' +
      'A closed sale can be opened again, unless the event has started (409 event_started). A cancelled event stays ' +
      'cancelled: its holds end at once and its paid orders are marked for refund. One of which tickets are held or ' +
      'sold is no draft again (409). Moving starts_at of a live event into the past closes the sale, and asks for ' +
      'confirm_close (409 would_close without). Once tickets are held or sold, the currency stays ' +
      '(409 currency_fixed); other fees and another VAT rate count for new holds alone. With If-Match a change on ' +
      'top of somebody else’s is refused (412).',
    responses: { 200: answers('Changed', OrganiserEvent), ...refusals(400, 401, 404, 409, 412) },
  });
  const defaults = createRoute({
    ...common,
    method: 'get',
    path: '/admin/defaults',
    summary: 'What counts for events without settings of their own',
    responses: { 200: answers('The settings of this installation', SaleDefaults), ...refusals(401) },
  });
  const pause = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events/{id}/pause',
    summary: 'Pause the sale',
    request: { params: PathId },
    responses: { 200: answers('Paused', Done), ...refusals(401, 404) },
  });
  const resume = createRoute({
    ...common,
    method: 'post',
    path: '/admin/events/{id}/resume',
    summary: 'Resume the sale',
    request: { params: PathId },
    responses: { 200: answers('Resumed', Done), ...refusals(401, 404) },
  });
  const reset = createRoute({
    ...common,
    method: 'delete',
    path: '/admin/events/{id}/orders',
    summary: 'Start a demo over',
    request: { params: PathId },
    responses: {
      200: answers(
        'What was deleted',
        z.object({ message: z.string(), tickets_deleted: z.int(), orders_deleted: z.int() }),
      ),
      ...refusals(401, 403, 404),
    },
  });
  const clear = createRoute({
    ...common,
    method: 'delete',
    path: '/events/{id}/waiting-room/clear',
    summary: 'Empty the waiting room',
    request: { params: PathId },
    responses: {
      200: answers('How many places ended', z.object({ message: z.string(), cleared: z.int() })),
      ...refusals(401, 404, 503),
    },
  });

  return newRoutes()
    .openapi(createEvent, async (c) => c.json(shownEvent(await events.create(given(c.req.valid('json')))), 201))
    .openapi(listEvents, async (c) => c.json((await events.list()).map(shownEvent), 200))
    .openapi(oneEvent, async (c) => {
      const event = shownEvent(await events.find(c.req.valid('param').id));
      return c.json(event, 200, { ETag: event.etag });
    })
    .openapi(changeEvent, async (c) => {
      const { 'if-match': ifMatch } = c.req.valid('header');
      const event = shownEvent(await events.change(c.req.valid('param').id, given(c.req.valid('json')), ifMatch));
      return c.json(event, 200, { ETag: event.etag });
    })
    .openapi(defaults, (c) => c.json(events.defaults, 200))
    .openapi(pause, async (c) =>
      c.json({ message: 'The sale is paused', event: shownEvent(await events.pause(c.req.valid('param').id)) }, 200),
    )
    .openapi(resume, async (c) =>
      c.json({ message: 'The sale goes on', event: shownEvent(await events.resume(c.req.valid('param').id)) }, 200),
    )
    .openapi(reset, async (c) => {
      const deleted = await events.resetOrders(c.req.valid('param').id);
      return c.json({ message: `${deleted.orders_deleted} orders deleted`, ...deleted }, 200);
    })
    .openapi(clear, async (c) => {
      const cleared = await events.clearRoom(c.req.valid('param').id);
      return c.json({ message: `${cleared} places ended`, cleared }, 200);
    });
}
