import { startProcess, type Running } from '../processes.ts';
import type { Report } from '../progress.ts';
import { answersAtAll } from '../poll.ts';
import { goProgram } from './go-program.ts';

/**
 * stripe-mock, Stripe's own server that knows the specification of their API and keeps nothing. It refuses parameters
 * that the API does not have. Used only in tests.
 */
export async function startStripeMock({
  dataDir,
  port,
  report,
}: {
  dataDir: string;
  port: number;
  report: Report;
}): Promise<{ url: string; running: Running }> {
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    name: 'stripe-mock',
    dataDir,
    command: await stripeMockProgram(report),
    // It listens for HTTPS in any case, by default on a port that a second one would find taken.
    args: ['-http-addr', `127.0.0.1:${port}`, '-https-addr', '127.0.0.1:0'],
    env: { PATH: process.env.PATH },
    ready: () => answersAtAll(url),
  });
  return { url, running };
}

/** The path of stripe-mock: from PATH, from the cache, or compiled once. */
export const stripeMockProgram = (report: Report, signal?: AbortSignal): Promise<string> =>
  goProgram(
    {
      name: 'stripe-mock',
      folder: 'stripe-mock',
      module: 'github.com/stripe/stripe-mock',
      version: '0.203.0',
      builds: 'stripe-mock',
      takes: 'some seconds',
    },
    report,
    signal,
  );
