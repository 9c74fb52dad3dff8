import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './components/programs.ts';
import type { Report } from './progress.ts';
import type { Environment } from './settings.ts';
import { answers } from './poll.ts';

/** Builds the storefront into web/dist when a source is newer than the last build. @returns what was done. */
export async function buildWeb(environment: Environment, report: Report, signal: AbortSignal): Promise<string> {
  const built = join('web', 'dist', 'index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource()) return 'is built';
  report('building the pages');
  await runTool(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], {
    env: environment,
    signal,
    hint: 'The storefront could not be built (vite build web)',
  });
  return 'built';
}

type WebPlan = { apiUrl: string; port: number; paymentProvider?: string | undefined };

/**
 * Arguments for `startProcess` that serve the built pages and the API on one origin. The payment provider decides what
 * the pages may load.
 */
export const webServer = (environment: Environment, { apiUrl, port, paymentProvider }: WebPlan) => ({
  args: [
    'node_modules/vite/bin/vite.js',
    'preview',
    'web',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--strictPort',
  ],
  env: { ...environment, API_URL: apiUrl, WEB_PORT: String(port), PAYMENT_PROVIDER: paymentProvider },
  ready: () => answers(`http://127.0.0.1:${port}`),
});

function newestSource(): number {
  const files = readdirSync('web', { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('dist'))
    .map((file) => join('web', file));
  return Math.max(...[...files, 'package-lock.json'].map((file) => statSync(file).mtimeMs));
}
