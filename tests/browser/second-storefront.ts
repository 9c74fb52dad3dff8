import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { startProcess, type Running } from '../../scripts/processes.ts';
import { serviceOptions } from '../../scripts/service-options.ts';
import { webServer } from '../../scripts/web-build.ts';

/**
 * Starts a second storefront with its own API on the same stack. A test may stop that API and start it again; both
 * processes end with the test.
 */
export async function startSecondStorefront(environment: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-storefront-'));
  const baseEnv = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  let api: Running | undefined;
  const stopApi = async () => {
    await api?.stop();
    api = undefined;
  };
  const startApi = async () => {
    api = await startProcess({
      name: 'API',
      dataDir,
      command: process.execPath,
      args: [...serviceOptions('api'), 'api/main.ts'],
      env: { ...baseEnv, ...environment, API_PORT: String(apiPort) },
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
    ...webServer(baseEnv, { apiUrl, port: webPort }),
  });
  onTestFinished(async () => {
    await Promise.all([web.stop(), stopApi()]);
    await rm(dataDir, { recursive: true, force: true });
  });
  await startApi();
  return { url: `http://127.0.0.1:${webPort}`, startApi, stopApi };
}
