import type { Progress } from './progress.ts';
import { startProcess, type Running } from './processes.ts';
import type { Environment } from './settings.ts';
import { together } from './start-together.ts';
import { answers } from './poll.ts';
import { buildWeb, webServer } from './web-build.ts';

export type ServicesPlan = {
  dataDir: string;
  ports: { api: number; web: number; workerMetrics: number };
  /** Where API and worker listen. */
  host: string;
  /** How long a process may take to finish what it has begun. */
  graceMs: number;
  /** What every process gets, and what worker and API are configured with. */
  plain: Environment;
  variables: Environment;
  progress: Progress;
  signal: AbortSignal;
  /** Called with each process as soon as it is ready, so that it is stopped whatever happens next. */
  started: (running: Running) => void;
};

/** The worker as a process. The SDK counts its pollers from the moment it asks for tasks; the port alone answers earlier. */
export const workerProcess = (env: Environment, metricsUrl: string) => ({
  name: 'Worker',
  args: ['--import', 'tsx', 'worker/main.ts'],
  env,
  ready: () => answers(metricsUrl, 'num_pollers'),
});

export const apiProcess = (env: Environment, apiUrl: string) => ({
  name: 'API',
  args: ['--import', 'tsx', 'api/main.ts'],
  env,
  ready: () => answers(`${apiUrl}/health/ready`),
});

/** Starts our own processes side by side: none needs another one to come up. The storefront is built first where it has changed. */
export async function startServices({
  dataDir,
  ports,
  host,
  graceMs,
  plain,
  variables,
  progress,
  signal: outer,
  started,
}: ServicesPlan): Promise<void> {
  const apiUrl = `http://${reachable(host)}:${ports.api}`;
  const metricsUrl = `http://${reachable(host)}:${ports.workerMetrics}/metrics`;

  const start = async (
    signal: AbortSignal,
    what: { name: string; args: string[]; env: Environment; ready: () => Promise<boolean> },
  ) => {
    started(
      await progress.task(
        what.name,
        (report) => (
          report('starting'),
          startProcess({ dataDir, command: process.execPath, stopWithinMs: graceMs + 5_000, signal, ...what })
        ),
      ),
    );
  };
  await together(
    outer,
    (signal) => start(signal, workerProcess({ ...plain, ...variables }, metricsUrl)),
    (signal) => start(signal, apiProcess({ ...plain, ...variables }, apiUrl)),
    async (signal) => {
      await progress.task(
        'Storefront',
        (report) => buildWeb(plain, report, signal),
        (how) => how,
      );
      await start(signal, { name: 'Web', ...webServer(plain, { apiUrl, port: ports.web }) });
    },
  );
}

/** A server that listens on every address is reached through the loopback one. */
const reachable = (host: string) =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
