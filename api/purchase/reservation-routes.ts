import type { IncomingMessage } from 'node:http';
import { createRoute } from '@hono/zod-openapi';
import type { Config } from '../../config.ts';
import { costOf } from '../../money.ts';
import { eventIdInPath } from '../catalogue/problems.ts';
import { subscriber } from '../http/client-address.ts';
import type { Identity } from '../http/identity.ts';
import type { RateLimit } from '../http/rate-limits.ts';
import { logReservation } from '../http/request-log.ts';
import { answers, isUuid, json, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { StatisticsRecorder } from '../waiting-room/statistics-recorder.ts';
import { giveBack } from './checkout.ts';
import { purchaseProblem } from './problems.ts';
import { expiry, reserve } from './reserve.ts';
import { ActiveHoldQuery, Ended, Held, NewReservation, Reservation, ReservationPath } from './schemas.ts';

const tags = ['Reservations'];
const security = [{ buyer: [] }];

type Needs = Parameters<typeof reserve>[0] & {
  config: Pick<Config, 'RATE_LIMIT_RESERVATIONS'>;
  clientAddress: (request: IncomingMessage) => string;
  identity: Identity;
  rateLimit: RateLimit;
  statistics: StatisticsRecorder;
};

/** Holding tickets, looking at the hold, and giving it back. */
export function reservationRoutes(needs: Needs) {
  const { clientAddress, config, identity, purchaseReads, rateLimit, statistics } = needs;
  const buyer = identity.requires('buy');
  const limit = rateLimit({
    name: 'reservations',
    perMinute: config.RATE_LIMIT_RESERVATIONS,
    keyOf: (c) => `${c.get('principal').id}:${eventIdInPath(c)}`,
  });

  const create = createRoute({
    method: 'post',
    path: '/events/{id}/reservations',
    tags,
    security,
    summary: 'Hold tickets for a few minutes',
    request: { params: PathId, body: { ...json(NewReservation), required: true } },
    middleware: [statistics.refusals, buyer, limit] as const,
    responses: { 201: answers('Held until expires_at', Held), ...refusals(400, 403, 404, 409, 429, 503) },
  });
  const mine = createRoute({
    method: 'get',
    path: '/events/{id}/reservations',
    tags,
    security,
    summary: 'The buyer’s active hold',
    request: { params: PathId, query: ActiveHoldQuery },
    middleware: [buyer] as const,
    responses: { 200: answers('With what it costs', Reservation), ...refusals(404) },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/events/{id}/reservations/{reservationId}',
    tags,
    security,
    summary: 'Give held tickets back',
    request: { params: ReservationPath },
    middleware: [buyer] as const,
    responses: { 200: answers('Given back', Ended), ...refusals(404, 409, 503) },
  });

  return newRoutes()
    .openapi(create, async (c) => {
      const address = subscriber(clientAddress(c.env.incoming));
      const asker = { buyerId: c.var.principal.id, address, askedAt: c.var.receivedAt };
      const wish = { eventId: c.req.valid('param').id, ...asker, ...c.req.valid('json') };
      const held = await reserve(needs, wish);
      logReservation(c, held.id);
      return c.json(held, 201);
    })
    .openapi(mine, async (c) => {
      const { id } = c.req.valid('param');
      const held = isUuid(id) ? await purchaseReads.active(id, c.var.principal.id) : undefined;
      if (!held) throw purchaseProblem({ outcome: 'unknown' });
      logReservation(c, held.id);
      const { expires_at, fee_cents: _fee, fee_paid_by: _payer, ...hold } = held;
      return c.json({ ...hold, ...costOf(held.quantity, held), ...expiry(expires_at) }, 200);
    })
    .openapi(remove, async (c) => {
      const { id: eventId, reservationId } = c.req.valid('param');
      return c.json(await giveBack(needs, { buyerId: c.var.principal.id, eventId, reservationId }), 200);
    });
}
