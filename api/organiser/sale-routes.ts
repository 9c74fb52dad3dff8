import { createRoute, z } from '@hono/zod-openapi';
import type { Identity } from '../http/identity.ts';
import { answers, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { EventService } from './event-service.ts';
import type { SaleMonitor } from './sale-monitor.ts';
import { LatestQuery, SaleStatus, SaleTimeline, WatchedReservation, WindowQuery } from './sale-schemas.ts';

type Needs = { events: Pick<EventService, 'find'>; identity: Identity; saleMonitor: SaleMonitor };

/** What the organiser looks at while a sale runs. */
export function saleRoutes({ events, identity, saleMonitor }: Needs) {
  const common = {
    method: 'get' as const,
    tags: ['Organiser'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const status = createRoute({
    ...common,
    path: '/admin/events/{id}/status',
    summary: 'How the sale stands',
    request: { params: PathId },
    description:
      'What only the waiting room knows (queue_length, admitted, waves, next_wave_at, refusals) is null while ' +
      'that is away.',
    responses: { 200: answers('Now', SaleStatus), ...refusals(401, 404) },
  });
  const timeline = createRoute({
    ...common,
    path: '/admin/events/{id}/timeline',
    summary: 'People and tickets over the last while',
    request: { params: PathId, query: WindowQuery },
    description:
      'Counts by step, the oldest first and the last one still growing: people who took a place or were admitted, ' +
      'tickets newly held and sold. People are null while the waiting room is away.',
    responses: { 200: answers('By step', SaleTimeline), ...refusals(400, 401, 404) },
  });
  const reservations = createRoute({
    ...common,
    path: '/admin/events/{id}/reservations',
    summary: 'The newest reservations',
    request: { params: PathId, query: LatestQuery },
    description:
      'With the address of each one’s workflow in the Temporal Web UI, where TEMPORAL_UI_URL is set. ' +
      'Buyers are not named.',
    responses: {
      200: answers('Newest first', z.object({ reservations: z.array(WatchedReservation) })),
      ...refusals(400, 401, 404),
    },
  });

  return newRoutes()
    .openapi(status, async (c) => c.json(await saleMonitor.status(await events.find(c.req.valid('param').id)), 200))
    .openapi(timeline, async (c) => {
      const { id } = await events.find(c.req.valid('param').id);
      return c.json(await saleMonitor.timeline(id, c.req.valid('query').window), 200);
    })
    .openapi(reservations, async (c) => {
      const event = await events.find(c.req.valid('param').id);
      return c.json({ reservations: await saleMonitor.reservations(event, c.req.valid('query').limit) }, 200);
    });
}
