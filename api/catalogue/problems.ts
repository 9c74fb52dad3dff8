import type { Context } from 'hono';
import type { Env } from '../http/env.ts';
import { Problem } from '../http/problems.ts';
import { isUuid } from '../http/routing.ts';

export const eventNotFound = () => new Problem(404, 'Event not found', { detail: 'There is no such event.' });

/**
 * The event's id in the path of a request, for keys in Redis: text that is no id never becomes a key, because clients
 * could fill Redis with those.
 * @throws Problem 404
 */
export function eventIdInPath(c: Context<Env>): string {
  const id = c.req.param('id')?.toLowerCase() ?? '';
  if (!isUuid(id)) throw eventNotFound();
  return id;
}
