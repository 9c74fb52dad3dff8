import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { listenMore } from './listeners.ts';

it('takes many connections in a turn of the event loop, so that a crowd does not wait at the door', async () => {
  const crowd = 200;
  const server = createServer((_request, response) => response.end('served')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const copies = await listenMore(server);
  let taken = 0;
  server.on('connection', () => (taken += 1));
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: crowd }, () => connect(port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    for (const listening of [server, ...copies]) listening.close();
  });

  let turns = 0;
  for (; taken < crowd; turns += 1) await turn();
  expect(turns).toBeLessThan(crowd / 4);

  sockets.at(-1)!.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const answer = await sockets.at(-1)!.setEncoding('utf8').toArray();
  expect(answer.join('')).toContain('served');
});
