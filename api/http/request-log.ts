import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { setAnswerHeader } from './answer-header.ts';
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

/** What a client may call its request. */
const requestIdForm = /^[\w\-=]{1,64}$/;

/**
 * Names each request, with the client's name for it or a new one, and gives it one line and one observation: the
 * route's pattern, never a token, a name or a query. A line that is not written costs nothing.
 */
export function requestLog(log: Logger, metrics: ApiMetrics): MiddlewareHandler<Env> {
  let polls = 0;
  const isLeftOut = (pattern: string, status: number) =>
    status < 400 && polled.has(pattern) && polls++ % POLLS_PER_LINE !== 0;

  return async (c, next) => {
    const started = performance.now();
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && requestIdForm.test(given) ? given : randomUUID();
    setAnswerHeader(c, 'X-Request-Id', requestId);
    let ofRequest: Logger | undefined;
    c.set('log', () => (ofRequest ??= log.child({ requestId, ...idsIn(c) })));
    c.set('receivedAt', Date.now());
    await next();
    const ms = performance.now() - started;
    const { method } = c.req;
    const { status } = c.res;
    const route = routePattern(c) ?? 'none';
    const refusal = c.get('refusal');
    metrics.answered(method, route, status, ms / 1_000, refusal);
    if (isLeftOut(route, status)) return;
    const line = {
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(refusal && { refusal }),
      ...(polled.has(route) && status < 400 && { oneOf: POLLS_PER_LINE }),
    };
    c.get('log')?.()[levelOf(status)](line, 'answered');
  };
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
  const log = c.get('log');
  if (isUuid(reservation) && log) c.set('log', () => log().child({ reservation }));
}
