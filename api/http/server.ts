import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';

/** How long answers give notice of the closing before connections close. A request on its way meanwhile is answered. */
const NOTICE_MS = 500;

/** Slow clients are answered 408 and disconnected: 5 s for the headers, 10 s for everything. */
const slowClients = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/**
 * Serves until it is stopped, with `headers` on every answer. Stopping answers the requests under way, each with the
 * notice that its connection closes, then accepts no more connections, and closes those that are left after `graceMs`.
 * Resolves when the port is open, rejects when it cannot be.
 */
export async function startServer(
  fetch: Fetch,
  { hostname, port, headers = [] }: { hostname: string; port: number; headers?: [string, string][] },
) {
  const server = createAdaptorServer({ fetch, createServer, serverOptions: slowClients }) as Server;
  let stopping = false;
  server.prependListener('request', (_request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (stopping) response.setHeader('Connection', 'close');
  });
  server.listen(port, hostname);
  await once(server, 'listening');

  return {
    address: server.address(),
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      await pause(Math.min(NOTICE_MS, graceMs));
      const closed = once(server, 'close');
      server.close();
      // An answer that began before the notice leaves its connection open.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const impatience = setTimeout(() => server.closeAllConnections(), Math.max(0, graceMs - NOTICE_MS));
      await closed;
      clearInterval(sweep);
      clearTimeout(impatience);
    },
  };
}
