import { Hono } from 'hono';
import { sign } from 'hono/jwt';
import { describe, expect, it } from 'vitest';
import type { Env } from './env.ts';
import { idempotencyKey, identity } from './identity.ts';
import { onError } from './problems.ts';

const secret = 'a secret of the tests, long enough';
const auth = (AUTH_MODE: 'demo' | 'jwt') => ({
  AUTH_MODE,
  AUTH_JWT_SECRET: secret,
  ADMIN_TOKEN: 'token-of-the-organiser',
});

const client = (AUTH_MODE: 'demo' | 'jwt') => {
  const { requires, optional } = identity(auth(AUTH_MODE));
  const app = new Hono<Env>();
  app.onError(onError);
  app.get('/buyer', requires('buy'), (c) => c.text(c.var.principal.id));
  app.get('/anybody', optional('buy'), (c) => c.text(`(${c.var.principal.id})`));
  app.get('/organiser', requires('organise'), (c) => c.text('welcome'));
  app.get('/principal', requires('buy'), (c) => c.json(c.var.principal));
  return async (path: string, headers: Record<string, string> = {}) => {
    const answer = await app.request(path, { headers });
    return { status: answer.status, text: await answer.text(), challenge: answer.headers.get('www-authenticate') };
  };
};

describe('a buyer in demo mode', () => {
  const ask = client('demo');

  it('is who the header names', async () => {
    expect(await ask('/buyer', { 'X-User-Id': 'ada' })).toMatchObject({ status: 200, text: 'ada' });
    expect(await ask('/buyer', { 'X-User-Id': '~'.repeat(128) })).toMatchObject({ status: 200 });
    expect(await ask('/anybody')).toMatchObject({ status: 200, text: '()' });
  });

  it('needs a name of sane form', async () => {
    expect((await ask('/buyer')).text).toContain('Missing required fields');
    for (const name of ['a b', 'x'.repeat(129), 'ada, eve']) {
      expect((await ask('/buyer', { 'X-User-Id': name })).status).toBe(400);
      expect((await ask('/anybody', { 'X-User-Id': name })).status).toBe(400);
    }
  });
});

describe('a buyer with a token', () => {
  const ask = client('jwt');
  const asks = (token: string, path = '/buyer') => ask(path, { Authorization: `Bearer ${token}` });
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('is its subject, never what a header says', async () => {
    const token = await sign({ sub: 'ada', exp: now + 60 }, secret);
    expect(await asks(token)).toMatchObject({ status: 200, text: 'ada' });
    expect(await ask('/buyer', { Authorization: `Bearer ${token}`, 'X-User-Id': 'eve' })).toMatchObject({
      text: 'ada',
    });
    expect(await ask('/buyer', { 'X-User-Id': 'ada' })).toMatchObject({ status: 401, challenge: 'Bearer' });
  });

  it.each([
    ['no algorithm', async () => `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'ada' })}.`],
    ['another algorithm', () => sign({ sub: 'ada' }, secret, 'HS512')],
    ['another key', () => sign({ sub: 'ada' }, `${secret}!`)],
    ['an end that has passed', () => sign({ sub: 'ada', exp: now - 1 }, secret)],
    ['no subject', () => sign({ exp: now + 60 }, secret)],
    ['a subject that is no name', () => sign({ sub: 'a b' }, secret)],
    ['no sense', async () => 'a.b.c'],
  ])('is refused with %s', async (_name, made) => {
    const token = await made();
    expect(await asks(token)).toMatchObject({ status: 401, challenge: 'Bearer' });
    expect(await asks(token, '/anybody')).toMatchObject({ status: 401 });
  });
});

it('makes a principal of a kind, with its rights', async () => {
  const { text } = await client('demo')('/principal', {
    'X-User-Id': 'ada',
    Authorization: 'Bearer token-of-the-organiser',
  });
  expect(JSON.parse(text)).toEqual({ kind: 'buyer', id: 'ada', rights: ['buy'] });
});

it('lets the organiser in by the token and nobody else', async () => {
  const ask = client('demo');
  expect(await ask('/organiser', { Authorization: 'Bearer token-of-the-organiser' })).toMatchObject({ status: 200 });
  for (const header of [
    undefined,
    'Bearer',
    'Bearer token-of',
    'Bearer token-of-the-organiser!',
    'Basic token-of-the-organiser',
  ]) {
    expect(await ask('/organiser', header === undefined ? {} : { Authorization: header })).toMatchObject({
      status: 401,
      challenge: 'Bearer',
    });
  }
});

it('takes an Idempotency-Key of 1 to 255 visible ASCII characters', () => {
  expect(idempotencyKey('~'.repeat(255))).toHaveLength(255);
  for (const key of [undefined, '', 'a b', 'x'.repeat(256), 'ä']) expect(() => idempotencyKey(key)).toThrow();
});
