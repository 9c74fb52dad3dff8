import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

/** More take connections quicker, and each is one more for the system to ask in every turn of the event loop. */
const COPIES = 15;

/** A program that gives back what it is given: what has passed through it is another descriptor of the same port. */
const giveBack = `process.on('message', (_, handle) => process.send('copy', handle))`;

/** The handle that Node keeps behind a server. Messages between processes carry it as it is, without a server. */
type Listening = HttpServer & { _handle: object };

/**
 * Opens the port of a server that listens several times more, so that a crowd's connections are taken quicker. Node
 * takes one connection from each descriptor in a turn of its event loop (libuv/libuv#3696), and with requests of a
 * crowd a turn lasts ten milliseconds and more: a hundred new connections would wait for more than a second, whatever
 * they ask for. @returns the servers of the other descriptors, whose connections `server` serves. They are closed with
 * it.
 */
export async function listenMore(server: HttpServer): Promise<Server[]> {
  const helper = spawn(process.execPath, ['--eval', giveBack], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const copies: Server[] = [];
  const copied = new Promise<void>((resolve) => {
    helper.on('message', (_message, handle) => {
      // As an HTTP server takes its own connections.
      const copy = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
      copy.listen(handle);
      if (copies.push(copy) === COPIES) resolve();
    });
  });
  for (let n = 0; n < COPIES; n += 1) helper.send('copy', (server as Listening)._handle as Server);
  // Where there is no helper, one descriptor serves as it always did.
  await Promise.race([copied, once(helper, 'exit').catch(() => undefined)]);
  if (helper.connected) helper.disconnect();
  return copies;
}
