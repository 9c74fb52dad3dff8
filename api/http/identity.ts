import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { verify } from 'hono/jwt';
import type { Config } from '../../config.ts';
import { Problem } from './problems.ts';
import type { Env } from './routing.ts';

const visibleAscii = (most: number) => new RegExp(`^[\\x21-\\x7e]{1,${most}}$`);
const buyerName = visibleAscii(128);
const keyForm = visibleAscii(255);

const bearer = (header: string | undefined) => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];

type Auth = Pick<Config, 'AUTH_MODE' | 'AUTH_JWT_SECRET' | 'ADMIN_TOKEN'>;

/** Who asks, if anybody says so: the X-User-Id header in demo mode, the subject of a signed token otherwise. */
async function nameOf(
  headers: { get(name: string): string | null },
  { AUTH_MODE, AUTH_JWT_SECRET }: Auth,
): Promise<string | undefined> {
  if (AUTH_MODE === 'demo') {
    const name = headers.get('x-user-id');
    if (!name) return undefined;
    if (!buyerName.test(name))
      throw new Problem(400, 'Invalid X-User-Id', { detail: 'X-User-Id is 1 to 128 visible ASCII characters.' });
    return name;
  }
  const token = bearer(headers.get('authorization') ?? undefined);
  if (!token) return undefined;
  // The algorithm is ours to choose, never the token's.
  const claims = await verify(token, AUTH_JWT_SECRET!, 'HS256').catch(() => undefined);
  if (typeof claims?.['sub'] !== 'string' || !buyerName.test(claims['sub'])) throw unauthorized();
  return claims['sub'];
}

const unauthorized = () =>
  new Problem(401, 'unauthorized', {
    detail: 'A valid bearer token is needed.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

/** Lets a named buyer in, as `c.var.buyerId`. */
export const buyer = (auth: Auth) =>
  createMiddleware<Env>(async (c, next) => {
    const name = await nameOf(c.req.raw.headers, auth);
    if (name === undefined && auth.AUTH_MODE === 'jwt') throw unauthorized();
    if (name === undefined)
      throw new Problem(400, 'Missing required fields', {
        required: ['X-User-Id'],
        detail: 'The X-User-Id header says who is asking.',
      });
    c.set('buyerId', name);
    await next();
  });

/** Lets everybody in; `c.var.buyerId` is empty for whoever gives no name. */
export const anybody = (auth: Auth) =>
  createMiddleware<Env>(async (c, next) => {
    c.set('buyerId', (await nameOf(c.req.raw.headers, auth)) ?? '');
    await next();
  });

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets the organiser in. Digests are compared, so that neither the time nor the length tells anything about the token. */
export const organiser = ({ ADMIN_TOKEN }: Auth) => {
  const expected = digest(ADMIN_TOKEN);
  return createMiddleware<Env>(async (c, next) => {
    const token = bearer(c.req.header('authorization'));
    if (token === undefined || !timingSafeEqual(digest(token), expected)) throw unauthorized();
    await next();
  });
};

/** The client's Idempotency-Key. @throws Problem 400 when it is missing or no 1 to 255 visible ASCII characters. */
export function idempotencyKey(header: string | undefined): string {
  if (!header)
    throw new Problem(400, 'Missing required fields', {
      required: ['Idempotency-Key'],
      detail: 'The Idempotency-Key header names this attempt.',
    });
  if (!keyForm.test(header))
    throw new Problem(400, 'Invalid Idempotency-Key', {
      detail: 'Idempotency-Key is 1 to 255 visible ASCII characters.',
    });
  return header;
}
