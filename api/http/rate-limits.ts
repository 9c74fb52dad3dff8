import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../config.ts';
import { clientAddress, subscriber } from './client-address.ts';
import { eventNotFound } from '../waiting-room/problems.ts';
import { Problem, unavailable } from './problems.ts';
import { isUuid, type Env } from './routing.ts';

/** Counts requests of a minute in Redis: one script counts and sets the end, so no key stays for ever. */
export function limits(redis: Redis, config: Config) {
  const addressOf = clientAddress(config.TRUSTED_PROXIES);

  const limit = (name: string, points: number, keyOf: (c: Context<Env>) => string) => {
    const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: `td:limit:${name}`, points, duration: 60 });
    return createMiddleware<Env>(async (c, next) => {
      if (points > 0) await limiter.consume(keyOf(c)).catch(refuse);
      await next();
    });
  };

  // What is no event's id never becomes a key: anybody could fill Redis with those.
  const event = (c: Context<Env>) => {
    const id = c.req.param('id')?.toLowerCase() ?? '';
    if (!isUuid(id)) throw eventNotFound();
    return id;
  };
  return {
    join: limit('join', config.RATE_LIMIT_JOIN, (c) => `${subscriber(addressOf(c.env.incoming))}:${event(c)}`),
    reservations: limit('reservations', config.RATE_LIMIT_RESERVATIONS, (c) => `${c.var.buyerId}:${event(c)}`),
    sessions: limit('checkout-sessions', config.RATE_LIMIT_CHECKOUT_SESSIONS, (c) => c.var.buyerId),
    confirm: limit('checkout-confirm', config.RATE_LIMIT_CHECKOUT_CONFIRM, (c) => c.var.buyerId),
  };
}

/** Without Redis nobody can count, and what is limited stays closed. */
function refuse(failure: unknown): never {
  if (!(failure instanceof RateLimiterRes)) throw unavailable('Requests cannot be counted at the moment.');
  const seconds = Math.max(1, Math.ceil(failure.msBeforeNext / 1_000));
  throw new Problem(429, 'rate_limited', {
    retryAfterSeconds: seconds,
    detail: `Too many requests; try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  });
}
