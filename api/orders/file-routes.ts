import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Event } from '../../prisma/generated/client.ts';
import type { Env } from '../http/env.ts';
import type { Identity } from '../http/identity.ts';
import { newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { EventService } from '../organiser/event-service.ts';
import { fileName } from './order-files.ts';
import type { OrderReads } from './order-reads.ts';

type Needs = { events: Pick<EventService, 'find'>; identity: Identity; orders: OrderReads };

/** Orders, attendees and refunds as files for a spreadsheet. */
export function orderFileRoutes({ events, identity, orders }: Needs) {
  const common = {
    method: 'get' as const,
    tags: ['Orders'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
    request: { params: PathId },
    responses: {
      200: {
        description: 'CSV in UTF-8 with a byte order mark, the earliest first; no cell is a formula',
        content: { 'text/csv': { schema: z.string() } },
      },
      ...refusals(401, 404),
    },
  };
  const ordersFile = createRoute({ ...common, path: '/admin/events/{id}/orders.csv', summary: 'Orders as a file' });
  const attendeesFile = createRoute({
    ...common,
    path: '/admin/events/{id}/attendees.csv',
    summary: 'Tickets as a file, with their buyers',
  });
  const refundsFile = createRoute({
    ...common,
    path: '/admin/events/{id}/refunds.csv',
    summary: 'Refunds as a file, with their payments',
  });

  return newRoutes()
    .openapi(ordersFile, async (c) => {
      const event = await events.find(c.req.valid('param').id);
      return file(c, event, 'orders', orders.files.orders(event));
    })
    .openapi(attendeesFile, async (c) => {
      const event = await events.find(c.req.valid('param').id);
      return file(c, event, 'attendees', orders.files.attendees(event));
    })
    .openapi(refundsFile, async (c) => {
      const event = await events.find(c.req.valid('param').id);
      return file(c, event, 'refunds', orders.files.refunds(event));
    });
}

/** Answers with a file piece by piece, each made when the client has taken the last one. */
function file(c: Context<Env>, event: Event, what: string, pieces: AsyncGenerator<Uint8Array>): Response {
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const { done, value } = await pieces.next().catch((failure: unknown) => {
          // The connection is broken off, which tells the client that the file is not whole.
          c.get('log')?.().error({ err: failure }, 'a file was broken off');
          throw failure;
        });
        if (done) stream.close();
        else stream.enqueue(value);
      },
      cancel: async () => void (await pieces.return(undefined)),
    },
    { highWaterMark: 0 },
  );
  const name = encodeURIComponent(fileName(event, what));
  return c.body(body as ReadableStream, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${what}.csv"; filename*=UTF-8''${name}`,
  });
}
