import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from './problems.ts';
import type { Env } from './env.ts';
import { routePattern } from './routing.ts';

const MAX_BYTES = 64 * 1_024;

const refuseSize = () => {
  throw new Problem(413, 'Payload too large', { detail: 'Bodies have at most 64 KB.' });
};

/** For a body whose length is not said. It makes a web stream of the body, which costs more than all else here. */
const countBytes = bodyLimit({ maxSize: MAX_BYTES, onError: refuseSize });

/**
 * Checks that a body is JSON, whole and sane, before a route reads it. Only HTTP's own headers say whether there is
 * one: a POST or DELETE without a body carries neither. What comes with a GET means nothing (RFC 9110, 9.3.1). Unknown
 * paths are left to their 404 and 405.
 */
export const jsonBody: MiddlewareHandler<Env> = (c, next) => {
  const { headers, method } = c.req.raw;
  const unsized = headers.has('transfer-encoding');
  const length = Number(headers.get('content-length') ?? 0);
  const hasBody = (unsized || length > 0) && method !== 'GET' && method !== 'HEAD';
  if (!hasBody || routePattern(c) === undefined) return next();
  const read = async () => {
    const bytes = await c.req.arrayBuffer();
    if (bytes.byteLength > 0) {
      requireJsonType(headers.get('content-type'));
      // The routes' own check of the type knows fewer spellings.
      if (headers.get('content-type') !== 'application/json') c.req.raw.headers.set('content-type', 'application/json');
      c.req.bodyCache.json = Promise.resolve(parsed(decoded(bytes)));
    }
    await next();
  };
  if (unsized) return countBytes(c, read);
  if (length > MAX_BYTES) refuseSize();
  return read();
};

/** Any parameters may follow the type, each after a semicolon (RFC 9110, 8.3.1); JSON has no use for them. */
function requireJsonType(contentType: string | null): void {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? ''))
    throw new Problem(415, 'Unsupported media type', { detail: 'Bodies are application/json.' });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem 400 for bytes that are no UTF-8, which a lenient decoder would store as replacement characters. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Problem(400, 'Malformed JSON', { detail: 'The body is not valid UTF-8.' });
  }
}

function parsed(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'Malformed JSON', { detail: 'The body is not valid JSON.' });
  }
  const twice = repeatedField(text);
  if (twice !== undefined)
    throw new Problem(400, 'Invalid fields', { fields: [twice], detail: `${twice} is given twice.` });
  return value;
}

/** The first name that one object of a valid JSON text has twice, of which a parser would silently keep the last. */
export function repeatedField(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, name] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (name !== undefined) {
      const field: string = JSON.parse(name);
      if (objects.at(-1)!.has(field)) return field;
      objects.at(-1)!.add(field);
    }
  }
  return undefined;
}
