import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Env } from './env.ts';
import { Problem, unavailable } from './problems.ts';

/** Lets `perMinute` requests of one key through each minute; 0 is no limit. Requests without a key are not counted. */
export type Limit = { name: string; perMinute: number; keyOf: (c: Context<Env>) => string | undefined };

/**
 * Middleware that asks all limits of a route at once, in their order: what the first refuses is not counted by the
 * second. Their keys share a hash tag, because one script takes them. A request that failed because of us is not
 * counted: a client that tries again as it was told is never limited for it.
 */
export type RateLimit = (...limits: Limit[]) => MiddlewareHandler<Env>;

const MINUTE_SECONDS = 60;
/** Less than a client that was told to come back waits. */
const BEGIN_ANEW_MS = 1_000;

/** The script count-request.lua. */
type Count = (keys: string[], args: number[]) => Promise<number>;

/** Counts the requests of a minute in Redis, in one round trip whether they are let through or not. */
export function rateLimits(redis: Pick<Redis, 'del'>, count: Count): RateLimit {
  // Counts that a failure of ours has made wrong: a Redis that answers too late counts a request, and twice when the
  // client sends it again. They begin anew before the key's next request is counted.
  const uncertain = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_SECONDS * 1_000 });

  let beginningAnew = false;

  /** Does so by itself as well: the client's next request may come to another process. */
  async function beginAnew(): Promise<void> {
    if (beginningAnew) return;
    beginningAnew = true;
    while (uncertain.size > 0) {
      await pauseFor(BEGIN_ANEW_MS, undefined, { ref: false });
      uncertain.purgeStale();
      await countAnew([...uncertain.keys()]).catch(() => undefined);
    }
    beginningAnew = false;
  }

  async function countAnew(keys: string[]): Promise<void> {
    await Promise.all(keys.filter((key) => uncertain.has(key)).map((key) => redis.del(key)));
    for (const key of keys) uncertain.delete(key);
  }

  return (...given) => {
    const limits = given.filter(({ perMinute }) => perMinute > 0);
    if (limits.length === 0) return (_c, next) => next();
    return createMiddleware<Env>(async (c, next) => {
      const asked = limits.flatMap(({ name, perMinute, keyOf }) => {
        const key = keyOf(c);
        return key === undefined ? [] : [{ key: `td:limit:${name}:${key}`, perMinute }];
      });
      const keys = asked.map(({ key }) => key);
      const doubt = () => {
        for (const key of keys) uncertain.set(key, true);
        void beginAnew();
      };
      if (keys.some((key) => uncertain.has(key))) await countAnew(keys).catch(cannotCount);
      const msToWait = await count(keys, [1, MINUTE_SECONDS, ...asked.map(({ perMinute }) => perMinute)]).catch(() => {
        doubt();
        return cannotCount();
      });
      if (msToWait > 0) throw limited(msToWait);
      await next();
      if (c.res.status >= 500) await count(keys, [-1, MINUTE_SECONDS]).catch(doubt);
    });
  };
}

/** Without Redis requests cannot be counted, and a limited route stays closed. */
function cannotCount(): never {
  throw unavailable('Requests cannot be counted at the moment.');
}

function limited(msToWait: number): Problem {
  const seconds = Math.ceil(msToWait / 1_000);
  return new Problem(429, 'rate_limited', {
    retryAfterSeconds: seconds,
    detail: `Too many requests; try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  });
}
