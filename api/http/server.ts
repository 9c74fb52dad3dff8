import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener, RequestError, type HttpBindings } from '@hono/node-server';
import { listenMore } from './listeners.ts';
import { malformedRequest, problemResponse, toProblem } from './problems.ts';
import { clearBody, isUnread } from './unread-body.ts';

/** How long answers give notice of the closing before connections close. A request on its way meanwhile is answered. */
const NOTICE_MS = 500;

/**
 * Slow clients are answered 408 and disconnected: 5 s for the headers, 10 s for everything. A connection is kept longer
 * than proxies keep theirs (60 s), so that none sends a request into one that is just being closed.
 */
const timeouts = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
};

/** Connections that may wait to be taken; of more at once the system drops some, whose clients try again much later. */
const BACKLOG = 4_096;

/** Answers what fails outside of the routes. */
const answerFailure = (failure: unknown): Response =>
  problemResponse(failure instanceof RequestError ? malformedRequest() : toProblem(failure));

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/**
 * Serves until it is stopped, with `headers` on every answer. Stopping answers the requests under way, each with the
 * notice that its connection closes, then accepts no more connections, and closes those that are left after `graceMs`.
 * Resolves when the port is open, rejects when it cannot be.
 */
export async function startServer(
  fetch: Fetch,
  { hostname, port, headers = [] }: { hostname: string; port: number; headers?: [string, string][] },
) {
  const answer = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as HttpBindings;
      const response = await fetch(request, { incoming, outgoing });
      if (isUnread(incoming)) await clearBody(incoming, outgoing);
      return response;
    },
    // HTTP/1.0 knows no Host, and health checks still speak it. The adapter's own clean-up of bodies that nobody read
    // cuts the next request off.
    { hostname: 'localhost', autoCleanupIncoming: false, errorHandler: answerFailure },
  );
  let stopping = false;
  const server = createServer(timeouts, (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (stopping) response.setHeader('Connection', 'close');
    void answer(request, response);
  });
  server.listen({ port, host: hostname, backlog: BACKLOG });
  await once(server, 'listening');
  const copies = await listenMore(server);

  return {
    address: server.address(),
    async stop(graceMs: number): Promise<void> {
      stopping = true;
      await pause(Math.min(NOTICE_MS, graceMs));
      const closed = Promise.all([server, ...copies].map((listening) => once(listening, 'close')));
      for (const listening of [server, ...copies]) listening.close();
      // An answer that began before the notice leaves its connection open.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const impatience = setTimeout(() => server.closeAllConnections(), Math.max(0, graceMs - NOTICE_MS));
      await closed;
      clearInterval(sweep);
      clearTimeout(impatience);
    },
  };
}
