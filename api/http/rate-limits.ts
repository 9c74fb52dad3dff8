import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Env } from './env.ts';
import { Problem, unavailable } from './problems.ts';

/**
 * Middleware that lets `perMinute` requests of one key through each minute; 0 is no limit. A request that failed
 * because of us is not counted: a client that tries again as it was told is never limited for it.
 */
export type RateLimit = (name: string, perMinute: number, keyOf: (c: Context<Env>) => string) => MiddlewareHandler<Env>;

const MINUTE_SECONDS = 60;

/** Counts the requests of a minute in Redis, by one script that counts and sets the end, so no key stays for ever. */
export const rateLimits =
  (redis: Redis): RateLimit =>
  (name, perMinute, keyOf) => {
    const limiter = new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `td:limit:${name}`,
      points: perMinute,
      duration: MINUTE_SECONDS,
    });
    // Counts that a failure of ours has made wrong: a Redis that answers too late counts a request, and twice when the
    // client sends it again. They begin anew before the key's next request is counted.
    const uncertain = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_SECONDS * 1_000 });
    return createMiddleware<Env>(async (c, next) => {
      if (perMinute === 0) return next();
      const key = keyOf(c);
      const doubt = () => uncertain.set(key, true);
      if (uncertain.has(key)) {
        await limiter.delete(key).catch(refuse);
        uncertain.delete(key);
      }
      await limiter.consume(key).catch((failure: unknown) => {
        if (!(failure instanceof RateLimiterRes)) doubt();
        refuse(failure);
      });
      await next();
      if (c.res.status >= 500) await limiter.reward(key).catch(doubt);
    });
  };

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
