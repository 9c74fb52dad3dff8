import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startProcess } from '../scripts/processes.ts';
import { buildWeb, webServer } from '../scripts/web-build.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the storefront of this run, which forwards to the stack's API. */
    webUrl: string;
  }
}

/**
 * Builds the pages and serves them as `npm start` does. Runs after stack.setup.ts, which provides the API's address.
 */
export default async function serveStorefront(project: TestProject): Promise<() => Promise<void>> {
  const { apiUrl, environment } = project.getProvidedContext().stack;
  // Not vitest's environment: NODE_ENV=test would build a different bundle from the one in production.
  const plain = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  await buildWeb(plain, () => undefined, AbortSignal.timeout(120_000));

  const dataDir = await mkdtemp(join(tmpdir(), 'ticketdrop-web-'));
  const port = Number(new URL(environment['PUBLIC_URL']!).port);
  const web = await startProcess({
    name: 'Web',
    dataDir,
    command: process.execPath,
    ...webServer(plain, { apiUrl, port, paymentProvider: environment['PAYMENT_PROVIDER'] }),
  });
  project.provide('webUrl', `http://127.0.0.1:${port}`);
  return async () => {
    await web.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
