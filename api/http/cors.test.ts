import { expect, it } from 'vitest';
import { crossOrigin } from './cors.ts';
import { newRoutes } from './routing.ts';

const ask = async (origins: string[], headers: Record<string, string>) => {
  const app = newRoutes();
  const middleware = crossOrigin(origins);
  if (middleware) app.use(middleware);
  app.get('/', (c) => c.text('hello'));
  return (await app.request('/', { headers })).headers;
};
const allowed = async (origins: string[], origin: string) =>
  (await ask(origins, { origin })).get('access-control-allow-origin');

it('allows the origins of the list and no other, never with credentials', async () => {
  const origins = ['https://shop.example', 'http://other.example:81'];
  for (const origin of origins) expect(await allowed(origins, origin)).toBe(origin);
  for (const origin of ['https://shop.example:8443', 'http://shop.example', 'https://shop.example.evil', 'null'])
    expect(await allowed(origins, origin), origin).toBeNull();
  expect((await ask(origins, { origin: origins[0]! })).get('access-control-allow-credentials')).toBeNull();
});

it('knows every port of the own machine as loopback', async () => {
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1:5174', 'http://[::1]:80', 'https://localhost'])
    expect(await allowed(['loopback'], origin)).toBe(origin);
  for (const origin of ['http://localhost.evil', 'http://127.0.0.1.evil', 'http://evil/localhost', 'ftp://localhost'])
    expect(await allowed(['loopback'], origin), origin).toBeNull();
});

it('tells caches that the answer depends on the origin, where any other is allowed', async () => {
  expect((await ask(['loopback'], {})).get('vary')).toBe('Origin');
  expect((await ask(['loopback'], { origin: 'https://evil.example' })).get('vary')).toBe('Origin');
  expect((await ask([], { origin: 'http://localhost' })).get('vary')).toBeNull();
});
