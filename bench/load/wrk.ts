import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';
import { wrkProgram } from '../../scripts/components/load-tools.ts';

const WrkReport = z.object({ requests: z.number(), seconds: z.number(), failed: z.number() });

const script = fileURLToPath(new URL('wrk.lua', import.meta.url));

type ThroughputOptions = {
  url: string;
  method?: 'GET' | 'POST';
  path: string;
  tokensFile?: string;
  connections?: number;
  seconds: number;
  signal: AbortSignal;
};

/**
 * Sends as many requests as the server can answer, from connections that each wait for their answer.
 * @returns answers a second. @throws when a single answer is an error, because the figure would mean nothing.
 */
export async function measureThroughput({
  url,
  method = 'GET',
  path,
  tokensFile,
  connections = 64,
  seconds,
  signal,
}: ThroughputOptions): Promise<number> {
  const wrk = await wrkProgram(() => undefined);
  const args = [
    '--threads',
    '1',
    '--connections',
    String(connections),
    '--duration',
    `${seconds}s`,
    '--script',
    script,
    url,
    '--',
    method,
    path,
    ...(tokensFile === undefined ? [] : [tokensFile]),
  ];
  const { stdout } = await execa(wrk, args, { stdin: 'ignore', cancelSignal: signal, timeout: (seconds + 30) * 1_000 });
  const report = WrkReport.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if (report.failed > 0)
    throw new Error(`${report.failed} of ${report.requests} requests to ${path} failed:\n${stdout}`);
  return report.requests / report.seconds;
}
