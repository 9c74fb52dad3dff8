import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';
import { wrkProgram } from '../../scripts/components/load-tools.ts';

const Done = z.object({ requests: z.number(), seconds: z.number(), failed: z.number() });

const script = fileURLToPath(new URL('wrk.lua', import.meta.url));

type Rush = {
  url: string;
  method?: 'GET' | 'POST';
  path: string;
  tokensFile?: string;
  connections?: number;
  seconds: number;
  signal: AbortSignal;
};

/**
 * Sends as much as the server can take, from connections that each wait for their answer. @returns answers a second.
 * A single answer that is no success makes the whole figure worthless, and throws.
 */
export async function rush({
  url,
  method = 'GET',
  path,
  tokensFile,
  connections = 64,
  seconds,
  signal,
}: Rush): Promise<number> {
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
  const done = Done.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if (done.failed > 0) throw new Error(`${done.failed} of ${done.requests} requests to ${path} failed:\n${stdout}`);
  return done.requests / done.seconds;
}
