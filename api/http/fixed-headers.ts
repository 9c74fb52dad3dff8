import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

/**
 * The headers that every answer carries, as name and value. Set by middleware they would take a third of what a poll
 * costs, because each answer would have to be taken apart again; so Hono is asked once and the server puts them on each
 * answer.
 */
export async function fixedHeaders(): Promise<[string, string][]> {
  const contentSecurityPolicy = {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
  };
  const asked = new Hono().use(secureHeaders({ contentSecurityPolicy })).get('/', (c) => {
    // Answers are personal or change by the second: nobody on the way may keep them.
    c.header('Cache-Control', 'no-store');
    return c.body(null);
  });
  return [...(await asked.request('/')).headers];
}
