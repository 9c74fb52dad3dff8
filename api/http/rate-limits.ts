import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Env } from './env.ts';
import { Problem, unavailable } from './problems.ts';

/** Middleware that lets `perMinute` requests of one key through each minute; 0 is no limit. */
export type RateLimit = (name: string, perMinute: number, keyOf: (c: Context<Env>) => string) => MiddlewareHandler<Env>;

/** Counts the requests of a minute in Redis, by one script that counts and sets the end, so no key stays for ever. */
export const rateLimits =
  (redis: Redis): RateLimit =>
  (name, perMinute, keyOf) => {
    const limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `td:limit:${name}`,
      points: perMinute,
      duration: 60,
    });
    return createMiddleware<Env>(async (c, next) => {
      if (perMinute > 0) {
        const key = keyOf(c);
        // Before it is counted: a Redis that answers too late has counted the request all the same.
        c.set('uncount', [...(c.var.uncount ?? []), () => limiter.reward(key)]);
        await limiter.consume(key).catch(refuse);
      }
      await next();
    });
  };

/**
 * A request that is answered with a failure of ours counts against no limit, so that a client that repeats it when told
 * is never refused for that. It stands outside the timeout, because a late answer is a failure too.
 */
export const uncountFailures = createMiddleware<Env>(async (c, next) => {
  await next();
  if (c.res.status < 500) return;
  // Not awaited: Redis runs the commands of a connection in order. Where it is away, the minute's end forgives as well.
  for (const uncount of c.var.uncount ?? []) void uncount().catch(() => undefined);
});

/** Without Redis requests cannot be counted, and a limited route stays closed. */
function refuse(failure: unknown): never {
  if (!(failure instanceof RateLimiterRes)) throw unavailable('Requests cannot be counted at the moment.');
  const seconds = Math.max(1, Math.ceil(failure.msBeforeNext / 1_000));
  throw new Problem(429, 'rate_limited', {
    retryAfterSeconds: seconds,
    detail: `Too many requests; try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  });
}
