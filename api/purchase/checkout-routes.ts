import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { PurchaseUpdates } from '../../activities/purchase/ports.ts';
import type { Config } from '../../config.ts';
import type { Env } from '../http/env.ts';
import { idempotencyKey, type Identity } from '../http/identity.ts';
import type { RateLimit } from '../http/rate-limits.ts';
import { logReservation } from '../http/request-log.ts';
import { answers, json, newRoutes, refusals } from '../http/routing.ts';
import { KeyHeader, PathId } from '../http/schemas.ts';
import { checkoutSession, confirmCheckout, openCheckout } from './checkout.ts';
import type { PurchaseReads } from './reads.ts';
import { CheckoutSession, Confirmation, Declined, NewCheckout, Pending, Purchased } from './schemas.ts';

const tags = ['Checkout'];
const security = [{ buyer: [] }];
type Needs = {
  config: Config;
  identity: Identity;
  purchaseReads: PurchaseReads;
  purchaseUpdates: PurchaseUpdates;
  rateLimit: RateLimit;
};

/** Opening the checkout session of a hold, and paying it. */
export function checkoutRoutes(needs: Needs) {
  const { config, identity, rateLimit } = needs;
  const buyer = identity.requires('buy');
  const byBuyer = (c: Context<Env>) => c.var.principal.id;
  const sessionLimit = rateLimit({
    name: 'checkout-sessions',
    perMinute: config.RATE_LIMIT_CHECKOUT_SESSIONS,
    keyOf: byBuyer,
  });
  const confirmLimit = rateLimit({
    name: 'checkout-confirm',
    perMinute: config.RATE_LIMIT_CHECKOUT_CONFIRM,
    keyOf: byBuyer,
  });

  const open = createRoute({
    method: 'post',
    path: '/checkout/sessions',
    tags,
    security,
    summary: 'Open the checkout session of a hold',
    request: { headers: KeyHeader, body: { ...json(NewCheckout), required: true } },
    middleware: [buyer, sessionLimit] as const,
    responses: {
      201: answers('Opened; the deadline moved once', CheckoutSession),
      200: answers('Opened before', CheckoutSession),
      ...refusals(400, 404, 409, 422, 429, 503),
    },
  });
  const read = createRoute({
    method: 'get',
    path: '/checkout/sessions/{id}',
    tags,
    security,
    summary: 'A checkout session',
    request: { params: PathId },
    middleware: [buyer] as const,
    responses: { 200: answers('The session', CheckoutSession), ...refusals(404) },
  });
  const confirm = createRoute({
    method: 'post',
    path: '/checkout/confirm',
    tags,
    security,
    summary: 'Pay and get the tickets',
    request: { body: { ...json(Confirmation), required: true } },
    middleware: [buyer, confirmLimit] as const,
    responses: {
      201: answers('Paid', Purchased),
      202: answers('What the browser paid has no outcome yet: ask again', Pending),
      200: answers('Paid before, or declined', z.union([Purchased, Declined])),
      ...refusals(400, 402, 404, 409, 429, 503),
    },
  });

  return newRoutes()
    .openapi(open, async (c) => {
      const key = idempotencyKey(c.req.valid('header')['idempotency-key']);
      const { reservation_id: reservationId, buyer: details } = c.req.valid('json');
      logReservation(c, reservationId);
      const { opened, replayed, session } = await openCheckout(needs, {
        buyerId: c.var.principal.id,
        reservationId,
        key,
        buyer: details,
      });
      if (opened === 'now') return c.json(session, 201);
      if (!replayed) return c.json({ ...session, message: 'This reservation has a checkout session already' }, 200);
      c.header('Idempotent-Replayed', 'true');
      return c.json({ ...session, message: 'Checkout session found (idempotent)' }, 200);
    })
    .openapi(read, async (c) => c.json(await checkoutSession(needs, c.req.valid('param').id, c.var.principal.id), 200))
    .openapi(confirm, async (c) => {
      const { checkout_id: checkoutId, simulate: card } = c.req.valid('json');
      const end = await confirmCheckout(needs, { buyerId: c.var.principal.id, checkoutId, card });
      logReservation(c, end.reservationId);
      if (end.pending) {
        const message = 'The outcome of the payment is not known yet';
        return c.json({ status: 'pending' as const, expires_at: end.expiresAt, message }, 202);
      }
      const session = { id: end.sessionId };
      const reservation = { id: end.reservationId };
      if (!end.paid) {
        return c.json(
          {
            checkout_session: { ...session, status: 'failed' as const },
            reservation: { ...reservation, status: 'canceled' as const },
            message: 'The payment failed; the tickets were given back',
          },
          200,
        );
      }
      const { tickets, ...order } = end.order;
      const purchased = {
        order,
        tickets,
        checkout_session: { ...session, status: 'completed' as const },
        reservation: { ...reservation, status: 'converted' as const },
      };
      if (!end.repeated) return c.json({ ...purchased, message: 'Paid' }, 201);
      c.header('Idempotent-Replayed', 'true');
      return c.json({ ...purchased, message: 'Paid before (idempotent)' }, 200);
    });
}
