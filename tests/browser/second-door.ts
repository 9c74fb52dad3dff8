import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { startProcess, type Running } from '../../scripts/processes.ts';
import { typescriptOptions } from '../../scripts/typescript-options.ts';
import { webServer } from '../../scripts/web-build.ts';

/** A storefront with an API of its own into the same stack, which a test may take away and bring back. Both end with the test. */
export async function secondDoor(environment: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-door-'));
  const plain = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  let api: Running | undefined;
  const close = async () => {
    await api?.stop();
    api = undefined;
  };
  const open = async () => {
    api = await startProcess({
      name: 'API',
      dataDir,
      command: process.execPath,
      args: [...typescriptOptions(), 'api/main.ts'],
      env: { ...plain, ...environment, API_PORT: String(apiPort) },
      ready: () =>
        fetch(`${apiUrl}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });
  };
  const web = await startProcess({
    name: 'Web',
    dataDir,
    command: process.execPath,
    ...webServer(plain, { apiUrl, port: webPort }),
  });
  onTestFinished(async () => {
    await Promise.all([web.stop(), close()]);
    await rm(dataDir, { recursive: true, force: true });
  });
  await open();
  return { at: `http://127.0.0.1:${webPort}`, open, close };
}
