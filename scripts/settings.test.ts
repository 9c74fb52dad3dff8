import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const secrets = { ADMIN_TOKEN: 'a'.repeat(16), TICKET_SIGNING_KEY: 'k'.repeat(32) };
const origins = async (environment: Record<string, string>) => {
  const { config, variables } = await readSettings(environment, secrets);
  return { config: config.CORS_ORIGINS, api: variables['CORS_ORIGINS'] };
};

it('lets other clients on this machine call the API of a demo, and nobody else', async () => {
  expect(await origins({})).toEqual({ config: ['loopback'], api: 'loopback' });
  expect(await origins({ AUTH_MODE: 'demo', CORS_ORIGINS: '' })).toMatchObject({ config: ['loopback'] });
});

it('gives sample events to a demo in a database of its own, and to no other', async () => {
  const sampleEvents = async (environment: Record<string, string>) =>
    (await readSettings(environment, secrets)).sampleEvents;
  expect(await sampleEvents({})).toBe(true);
  expect(await sampleEvents({ DATABASE_URL: 'postgresql://db.example/tickets' })).toBe(false);
  expect(await sampleEvents({ AUTH_MODE: 'jwt', AUTH_JWT_SECRET: 's'.repeat(32) })).toBe(false);
});

it('allows no other origin where buyers have tokens, unless it is told to', async () => {
  const jwt = { AUTH_MODE: 'jwt', AUTH_JWT_SECRET: 's'.repeat(32) };
  expect(await origins(jwt)).toEqual({ config: [], api: '' });
  const given = 'https://shop.example';
  expect(await origins({ ...jwt, CORS_ORIGINS: given })).toEqual({ config: [given], api: given });
});
