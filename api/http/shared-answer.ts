import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Env } from './env.ts';

/** A body that every client gets alike: rendered once, however many ask. `Body` is what it says, for typed clients. */
export type SharedBody<Body> = { text: string; etag: string; readonly says?: Body };

/** Renders a body. Bodies of the same `content` have the same ETag, also when they differ in when they were read. */
export function sharedBody<Body extends object>(body: Body, content: object = body): SharedBody<Body> {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
  return { text: JSON.stringify(body), etag: `W/"${digest.slice(0, 22)}"` };
}

/** Browsers and proxies may keep it for the second for which the API itself does. */
const briefly = 'public, max-age=1';

/** Answers with a shared body, or with 304 where the client has it (RFC 9110, 13.1.2). */
export function answerShared<Body extends object>(
  c: Context<Env>,
  { text, etag }: SharedBody<Body>,
  headers: Record<string, string> = {},
) {
  const all = { ...headers, ETag: etag, 'Cache-Control': briefly };
  if (isKnown(c.req.header('if-none-match'), etag)) return c.body(null, 304, all);
  const whole = c.body(text, 200, { ...all, 'Content-Type': 'application/json' });
  return whole as unknown as ReturnType<typeof c.json<Body, 200>>;
}

/** Whether a client's If-None-Match names an ETag. Weak and strong ones are compared alike there. */
const isKnown = (header: string | undefined, etag: string) =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((known) => known.trim().replace(/^W\//, '') === etag.slice(2)));

/** The answers of a route whose body is shared, for its description. */
export const unchanged = {
  304: { description: 'Unchanged since the answer whose ETag the client sent in If-None-Match' },
};
