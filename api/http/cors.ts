import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { setAnswerHeader } from './answer-header.ts';
import type { Env } from './env.ts';

/**
 * Lets pages of other origins call the API; `loopback` is every port of their own machine. No cookies are involved, so
 * a page can do no more than what it has a name or a token for. Undefined where no other origin is allowed.
 */
export function crossOrigin(origins: string[]): MiddlewareHandler<Env> | undefined {
  if (origins.length === 0) return undefined;
  const allowed = new Set(origins);
  const isAllowed = (origin: string) => allowed.has(origin) || (allowed.has('loopback') && isLoopback(origin));
  const answerOthers: MiddlewareHandler<Env> = cors({
    origin: (origin) => (isAllowed(origin) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: [
      'Content-Type',
      'Authorization',
      'Idempotency-Key',
      'X-User-Id',
      'If-Match',
      'Last-Event-ID',
      'X-Order-Token',
    ],
    exposeHeaders: ['Link', 'ETag', 'Retry-After', 'Idempotent-Replayed', 'X-Request-Id'],
    maxAge: 600,
  });
  return async (c, next) => {
    if (c.req.header('origin') !== undefined) return answerOthers(c, next);
    // A cache on the way must not give this answer to a page of another origin.
    setAnswerHeader(c, 'Vary', 'Origin');
    return next();
  };
}

const isLoopback = (origin: string) => /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
