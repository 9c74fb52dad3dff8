import { createRoute } from '@hono/zod-openapi';
import { giveBack, reservationNotFound } from './checkout.ts';
import type { Deps } from '../deps.ts';
import { buyer } from '../http/identity.ts';
import { expiry, reserve } from './reserve.ts';
import { answers, isUuid, json, newRoutes, refusals } from '../http/routing.ts';
import { Ended, Held, NewReservation, PathId, Reservation, ReservationPath, TokenQuery } from '../schemas.ts';

const tags = ['Reservations'];
const security = [{ buyer: [] }];

export const reservations = (deps: Deps) => {
  const { config, limits, reads, tally } = deps;
  const create = createRoute({
    method: 'post',
    path: '/events/{id}/reservations',
    tags,
    security,
    summary: 'Hold tickets for a few minutes',
    request: { params: PathId, body: { ...json(NewReservation), required: true } },
    middleware: [tally.refusals, buyer(config), limits.reservations] as const,
    responses: { 201: answers('Held until expires_at', Held), ...refusals(400, 403, 404, 409, 429, 503) },
  });
  const mine = createRoute({
    method: 'get',
    path: '/events/{id}/reservations',
    tags,
    security,
    summary: 'The buyer’s active hold',
    request: { params: PathId, query: TokenQuery },
    middleware: [buyer(config)] as const,
    responses: { 200: answers('With what it costs', Reservation), ...refusals(404) },
  });
  const remove = createRoute({
    method: 'delete',
    path: '/events/{id}/reservations/{reservationId}',
    tags,
    security,
    summary: 'Give held tickets back',
    request: { params: ReservationPath },
    middleware: [buyer(config)] as const,
    responses: { 200: answers('Given back', Ended), ...refusals(404, 409, 503) },
  });

  return newRoutes()
    .openapi(create, async (c) => {
      const wish = { eventId: c.req.valid('param').id, buyerId: c.var.buyerId, ...c.req.valid('json') };
      return c.json(await reserve(deps, wish), 201);
    })
    .openapi(mine, async (c) => {
      const { id } = c.req.valid('param');
      const held = isUuid(id) ? await reads.active(id, c.var.buyerId) : null;
      if (!held) throw reservationNotFound();
      const { tier, expires_at, ...row } = held;
      return c.json(
        { ...row, tier_name: tier.name, total_price_cents: row.quantity * row.price_cents, ...expiry(expires_at) },
        200,
      );
    })
    .openapi(remove, async (c) => {
      const { id: eventId, reservationId } = c.req.valid('param');
      return c.json(await giveBack(deps, { buyerId: c.var.buyerId, eventId, reservationId }), 200);
    });
};
