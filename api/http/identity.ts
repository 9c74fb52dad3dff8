import { createHash, timingSafeEqual } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { verify } from 'hono/jwt';
import type { Config } from '../../config.ts';
import type { Env } from './env.ts';
import { anonymous, type Principal, type Right } from './principal.ts';
import { Problem } from './problems.ts';

export type Auth = Pick<Config, 'AUTH_MODE' | 'AUTH_JWT_SECRET' | 'ADMIN_TOKEN'>;

/** One kind of credentials. */
type Authenticator = {
  /** The principal of the credentials; undefined without them. @throws Problem 400 or 401 for wrong ones. */
  identify(headers: Headers): Promise<Principal | undefined>;
  /** The refusal of a client that gave no credentials. */
  missing(): Problem;
};

const visibleAscii = (most: number) => new RegExp(`^[\\x21-\\x7e]{1,${most}}$`);
const buyerName = visibleAscii(128);
const keyForm = visibleAscii(255);

const buyer = (id: string): Principal => ({ kind: 'buyer', id, rights: ['buy'] });
const organiser: Principal = { kind: 'organiser', id: 'organiser', rights: ['organise'] };

const bearer = (headers: Headers) => /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];

const unauthorized = () =>
  new Problem(401, 'unauthorized', {
    detail: 'A valid bearer token is needed.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

/** Demo mode: the X-User-Id header names the buyer. */
const buyerByName: Authenticator = {
  async identify(headers) {
    const name = headers.get('x-user-id');
    if (!name) return undefined;
    if (buyerName.test(name)) return buyer(name);
    throw new Problem(400, 'Invalid X-User-Id', { detail: 'X-User-Id is 1 to 128 visible ASCII characters.' });
  },
  missing: () =>
    new Problem(400, 'Missing required fields', {
      required: ['X-User-Id'],
      detail: 'The X-User-Id header says who is asking.',
    }),
};

/** The subject of a signed token is the buyer. The algorithm is fixed here and never taken from the token. */
const buyerByToken = (secret: string): Authenticator => ({
  async identify(headers) {
    const token = bearer(headers);
    if (!token) return undefined;
    const claims = await verify(token, secret, 'HS256').catch(() => undefined);
    if (typeof claims?.['sub'] === 'string' && buyerName.test(claims['sub'])) return buyer(claims['sub']);
    throw unauthorized();
  },
  missing: unauthorized,
});

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The admin token. Digests are compared, so that neither the time nor the length tells anything about the token. */
function organiserByToken(adminToken: string): Authenticator {
  const expected = digest(adminToken);
  return {
    async identify(headers) {
      const token = bearer(headers);
      return token !== undefined && timingSafeEqual(digest(token), expected) ? organiser : undefined;
    },
    missing: unauthorized,
  };
}

/** Makes the principal of a request, `c.var.principal`: the one place that looks at credentials. */
export function identity({ AUTH_MODE, AUTH_JWT_SECRET, ADMIN_TOKEN }: Auth) {
  const authenticators: Record<Right, Authenticator> = {
    buy: AUTH_MODE === 'demo' ? buyerByName : buyerByToken(AUTH_JWT_SECRET!),
    organise: organiserByToken(ADMIN_TOKEN),
  };

  return {
    /** Lets in whoever has the right, and refuses everybody else. */
    requires: (right: Right) =>
      createMiddleware<Env>(async (c, next) => {
        const principal = await authenticators[right].identify(c.req.raw.headers);
        if (!principal) throw authenticators[right].missing();
        c.set('principal', principal);
        await next();
      }),

    /** Lets everybody in, without credentials as an anonymous client. */
    optional: (right: Right) =>
      createMiddleware<Env>(async (c, next) => {
        c.set('principal', (await authenticators[right].identify(c.req.raw.headers)) ?? anonymous);
        await next();
      }),
  };
}

export type Identity = ReturnType<typeof identity>;

/** The client's Idempotency-Key. @throws Problem 400 when it is missing or no 1 to 255 visible ASCII characters. */
export function idempotencyKey(header: string | undefined): string {
  if (!header) {
    throw new Problem(400, 'Missing required fields', {
      required: ['Idempotency-Key'],
      detail: 'The Idempotency-Key header names this attempt.',
    });
  }
  if (keyForm.test(header)) return header;
  throw new Problem(400, 'Invalid Idempotency-Key', {
    detail: 'Idempotency-Key is 1 to 255 visible ASCII characters.',
  });
}
