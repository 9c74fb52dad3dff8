import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { ApiMetrics } from './metrics.ts';
import type { Env } from './env.ts';
import { isUuid, routePattern } from './routing.ts';

/** What pages and machines ask again and again. */
const polled = new Set([
  '/events/:id/waiting-room/status',
  '/events/:id/availability',
  '/admin/events/:id/status',
  '/health',
  '/health/ready',
  '/metrics',
]);
/** One of so many polls that went well is logged; the metrics count all. */
const POLLS_PER_LINE = 100;

/** One line and one observation for each request: the route's pattern, never a token, a name or a query. */
export function requestLog(log: Logger, metrics: ApiMetrics) {
  let polls = 0;
  const isLeftOut = (pattern: string, status: number) =>
    status < 400 && polled.has(pattern) && polls++ % POLLS_PER_LINE !== 0;

  return createMiddleware<Env>(async (c, next) => {
    const started = performance.now();
    c.set('receivedAt', Date.now());
    c.set('log', log.child({ requestId: c.var.requestId, ...idsIn(c) }));
    await next();
    const ms = performance.now() - started;
    const { status } = c.res;
    const pattern = routePattern(c) ?? 'none';
    metrics.answered(c.req.method, pattern, status, ms / 1_000, c.var.refusal);
    if (isLeftOut(pattern, status)) return;
    c.var.log?.[levelOf(status)](
      {
        method: c.req.method,
        route: pattern,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(c.var.refusal && { refusal: c.var.refusal }),
        ...(polled.has(pattern) && status < 400 && { oneOf: POLLS_PER_LINE }),
      },
      'answered',
    );
  });
}

/** A refusal is an answer; a store that is away is worth a look; anything else of ours is a defect. */
const levelOf = (status: number) => (status < 500 ? 'info' : status === 503 ? 'warn' : 'error');

/** The event and the reservation that the path of a request names. */
function idsIn(c: Context<Env>): { event?: string; reservation?: string } {
  const [pattern, path] = [(routePattern(c) ?? '').split('/'), c.req.path.split('/')];
  const eventAt = pattern.indexOf('events') + 1;
  const event = pattern[eventAt] === ':id' ? path[eventAt] : undefined;
  const reservation = path[pattern.indexOf(':reservationId')];
  return {
    ...(event !== undefined && isUuid(event) && { event }),
    ...(reservation !== undefined && isUuid(reservation) && { reservation }),
  };
}

/** Puts the reservation that a request is about on its further lines, where its path does not name it. */
export function logReservation(c: Context<Env>, reservation: string): void {
  if (isUuid(reservation)) c.set('log', c.var.log?.child({ reservation }));
}
