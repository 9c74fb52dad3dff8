import { expect, it } from 'vitest';
import { fixedHeaders } from './fixed-headers.ts';
import { startServer } from './server.ts';

it('answers the requests under way when it stops, and accepts no connection afterwards', async () => {
  let answer = (_text: string) => {};
  let asked = () => {};
  const underWay = new Promise<void>((resolve) => (asked = resolve));
  const server = await startServer(
    () => {
      asked();
      return new Promise((resolve) => (answer = (text) => resolve(new Response(text))));
    },
    { hostname: '127.0.0.1', port: 0 },
  );
  const { port } = server.address as { port: number };
  const under = fetch(`http://127.0.0.1:${port}/`);
  await underWay;
  const stopped = server.stop(5_000);
  // Later than the notice, so that the port is closed by then.
  setTimeout(() => answer('done'), 700);
  expect(await (await under).text()).toBe('done');
  await stopped;
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

it('cuts off what takes longer than the grace', async () => {
  let asked = () => {};
  const underWay = new Promise<void>((resolve) => (asked = resolve));
  const server = await startServer(
    () => {
      asked();
      return new Promise(() => {});
    },
    { hostname: '127.0.0.1', port: 0 },
  );
  const { port } = server.address as { port: number };
  const unanswered = fetch(`http://127.0.0.1:${port}/`).catch((failure: unknown) => failure);
  await underWay;
  await server.stop(600);
  expect(await unanswered).toBeInstanceOf(Error);
});

it('puts the headers of a careful server on every answer, and leaves the answer its own', async () => {
  const server = await startServer(
    () => new Response('{}', { status: 418, headers: { 'Content-Type': 'application/json', 'Retry-After': '7' } }),
    { hostname: '127.0.0.1', port: 0, headers: await fixedHeaders() },
  );
  const { port } = server.address as { port: number };
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/`);
  await server.stop(0);
  expect(status).toBe(418);
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/json',
    'retry-after': '7',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
});
