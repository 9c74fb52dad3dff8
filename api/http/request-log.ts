import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { ApiMetrics } from './metrics.ts';
import type { Env } from './env.ts';
import { routePattern } from './routing.ts';

/** One line and one observation for each request: the route's pattern, never a token, a name or a query. */
export const requestLog = (log: Logger, metrics: ApiMetrics) =>
  createMiddleware<Env>(async (c, next) => {
    const started = performance.now();
    c.set('log', log.child({ requestId: c.var.requestId }));
    await next();
    const ms = performance.now() - started;
    const pattern = routePattern(c) ?? 'none';
    metrics.answered(c.req.method, pattern, c.res.status, ms / 1_000, c.var.refusal);
    c.var.log?.info(
      {
        method: c.req.method,
        route: pattern,
        status: c.res.status,
        ms: Math.round(ms * 10) / 10,
        ...(c.var.refusal && { refusal: c.var.refusal }),
      },
      'answered',
    );
  });
