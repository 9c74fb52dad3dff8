import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort, requireFreePorts } from './ports.ts';

it('names the port that is in use and the variable that changes it', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  await expect(requireFreePorts([{ variable: 'API_PORT', port }])).rejects.toThrow(
    `Port ${port} is taken by another program; stop that program or set API_PORT to a free port.`,
  );
  server.close();
  await once(server, 'close');
  await expect(requireFreePorts([{ variable: 'API_PORT', port }])).resolves.toBeUndefined();
});

it('refuses two variables with the same port', async () => {
  const port = await freePort();
  await expect(
    requireFreePorts([
      { variable: 'API_PORT', port },
      { variable: 'WEB_PORT', port },
    ]),
  ).rejects.toThrow(`API_PORT and WEB_PORT both say ${port}`);
});
