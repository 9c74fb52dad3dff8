import { startProcess, type Running } from '../processes.ts';
import type { Report } from '../progress.ts';
import { answers } from '../poll.ts';
import { goProgram } from './go-program.ts';

/** Toxiproxy, a TCP proxy that cuts, slows or blocks the connections between two processes. Used only in tests. */
export async function startToxiproxy({
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
    name: 'Toxiproxy',
    dataDir,
    command: await toxiproxyProgram(report),
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn' },
    ready: () => answers(`${url}/version`),
  });
  return { url, running };
}

/** The path of Toxiproxy: from PATH, from the cache, or compiled once. */
export const toxiproxyProgram = (report: Report, signal?: AbortSignal): Promise<string> =>
  goProgram(
    {
      name: 'toxiproxy-server',
      folder: 'toxiproxy',
      module: 'github.com/Shopify/toxiproxy/v2/cmd/server',
      version: '2.12.0',
      builds: 'server',
      takes: 'half a minute',
    },
    report,
    signal,
  );
