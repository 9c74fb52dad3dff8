import type { Progress } from './progress.ts';
import { startProcess, type Running } from './processes.ts';
import type { Environment } from './settings.ts';
import { startConcurrently } from './start-concurrently.ts';
import { serviceOptions } from './service-options.ts';
import { answers } from './poll.ts';
import { typescriptOptions } from './typescript-options.ts';
import { buildWeb, webServer } from './web-build.ts';

export type ServicesPlan = {
  dataDir: string;
  ports: { api: number; web: number; workerMetrics: number };
  mailbox?: { port: number; smtpPort: number } | undefined;
  /** How many processes of each there are; the workers' metrics have ports in a row. */
  counts: { api: number; worker: number };
  /** The address that API and worker listen on. */
  host: string;
  /** How long a process may take to finish what it has begun. */
  graceMs: number;
  /** The environment of every process, without the variables of config.ts. */
  plain: Environment;
  /** The variables of config.ts, for worker and API. */
  variables: Environment;
  progress: Progress;
  signal: AbortSignal;
  /** Called with each process as soon as it is ready, so that the caller can stop it after any failure. */
  started: (running: Running) => void;
};

/** Workers are ready when the SDK reports pollers: its metrics port opens before it polls for tasks. */
export const workerProcess = (env: Environment, metricsUrls: string[]) => ({
  name: 'Worker',
  args: [...serviceOptions('worker'), 'worker/main.ts'],
  env,
  ready: async () => (await Promise.all(metricsUrls.map((url) => answers(url, 'num_pollers')))).every(Boolean),
});

/** The API is ready when all of its processes are; those of several show themselves in the metrics. */
export const apiProcess = (env: Environment, apiUrl: string, count = 1) => ({
  name: 'API',
  args: [...serviceOptions('api'), 'api/main.ts'],
  env,
  ready: async () => (await answers(`${apiUrl}/health/ready`)) && (count === 1 || (await areAllServing(apiUrl, count))),
});

/** Takes every mail instead of a mail server, and shows it on a page of its own. */
export const mailboxProcess = (env: Environment, { port, smtpPort }: { port: number; smtpPort: number }) => ({
  name: 'Mailbox',
  args: [...typescriptOptions(), 'tools/mailbox/mailbox.ts'],
  env: { ...env, MAILBOX_PORT: String(port), MAILBOX_SMTP_PORT: String(smtpPort) },
  ready: () => answers(`http://127.0.0.1:${port}`),
});

const areAllServing = async (apiUrl: string, count: number) => {
  const page = await fetch(`${apiUrl}/metrics`).then((answer) => answer.text());
  return Array.from({ length: count }, (_, i) => `process="${i + 1}"`).every((label) => page.includes(label));
};

/**
 * Starts worker, API, storefront and mailbox at once: none of them needs another one to start. The storefront is built
 * first when its sources have changed.
 */
export async function startServices({
  dataDir,
  ports,
  mailbox,
  counts,
  host,
  graceMs,
  plain,
  variables,
  progress,
  signal: outer,
  started,
}: ServicesPlan): Promise<void> {
  const apiUrl = `http://${reachable(host)}:${ports.api}`;
  const metricsUrls = Array.from(
    { length: counts.worker },
    (_, i) => `http://${reachable(host)}:${ports.workerMetrics + i}/metrics`,
  );

  const start = async (
    signal: AbortSignal,
    service: { name: string; args: string[]; env: Environment; ready: () => Promise<boolean> },
  ) => {
    started(
      await progress.task(
        service.name,
        (report) => (
          report('starting'),
          startProcess({ dataDir, command: process.execPath, stopWithinMs: graceMs + 5_000, signal, ...service })
        ),
      ),
    );
  };
  await startConcurrently(
    outer,
    (signal) => start(signal, workerProcess({ ...plain, ...variables }, metricsUrls)),
    ...(mailbox ? [(signal: AbortSignal) => start(signal, mailboxProcess(plain, mailbox))] : []),
    (signal) => start(signal, apiProcess({ ...plain, ...variables }, apiUrl, counts.api)),
    async (signal) => {
      await progress.task(
        'Storefront',
        (report) => buildWeb(plain, report, signal),
        (result) => result,
      );
      const paymentProvider = variables['PAYMENT_PROVIDER'];
      await start(signal, { name: 'Web', ...webServer(plain, { apiUrl, port: ports.web, paymentProvider }) });
    },
  );
}

/** A server that listens on every address is reached through the loopback one. */
const reachable = (host: string) =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
