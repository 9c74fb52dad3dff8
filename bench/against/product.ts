import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../scripts/ports.ts';
import { startProcess, type Running } from '../../scripts/processes.ts';
import { plainEnvironment } from '../../scripts/settings.ts';
import { limitsOff } from '../limits-off.ts';
import { childrenOf, processorTime } from '../processor-time.ts';
import type { Checkout } from './checkout.ts';

const StackFile = z.object({ apiUrl: z.url(), databaseUrl: z.string(), adminToken: z.string() });

/** The parts of the product, and what stands in the command line of each. */
const parts = {
  PostgreSQL: /postgres\b.*-D/,
  Redis: /redis-server/,
  Temporal: /temporal server/,
  worker: /worker\/main\.ts/,
  API: /api\/main\.ts/,
};
export type Part = keyof typeof parts;

/** A product that was started as its users start it: by `npm start`, with an empty database. */
export type Product = z.infer<typeof StackFile> & {
  readyMs: number;
  /** Milliseconds of processor time that each part has used so far. */
  processorTime(): Record<Part, number>;
  stop(): Promise<void>;
};

export async function startProduct({ folder, name }: Checkout, signal: AbortSignal): Promise<Product> {
  const dataDir = join(folder, '.data');
  const file = join(dataDir, 'stack.json');
  const portNames = ['API', 'WEB', 'WORKER_METRICS', 'POSTGRES', 'REDIS', 'TEMPORAL', 'TEMPORAL_UI'];
  const ports: [string, string][] = [];
  for (const port of portNames) ports.push([`${port}_PORT`, String(await freePort())]);
  const since = performance.now();
  const running = await startProcess({
    name: `npm start of ${name}`,
    dataDir: join(folder, '.bench'),
    command: process.execPath,
    args: ['scripts/bootstrap.mjs', 'scripts/start.ts', '--fresh'],
    cwd: folder,
    env: {
      ...plainEnvironment(process.env),
      ...limitsOff,
      ...Object.fromEntries(ports),
      ADMIN_TOKEN: randomBytes(24).toString('base64url'),
    },
    ready: async () => existsSync(file),
    stopSignal: 'SIGINT',
    stopWithinMs: 60_000,
    signal,
  });
  const readyMs = performance.now() - since;
  return {
    ...StackFile.parse(JSON.parse(readFileSync(file, 'utf8'))),
    readyMs,
    processorTime: () => processorTime(partsOf(running)),
    stop: running.stop,
  };
}

/** The first process of each part, among those that this `npm start` has started. */
function partsOf({ pid }: Running): Record<Part, number> {
  const children = childrenOf(pid).map((child) => ({
    pid: child,
    command: readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' '),
  }));
  return Object.fromEntries(
    Object.entries(parts).map(([part, pattern]) => {
      const found = children.find(({ command }) => pattern.test(command));
      if (!found) throw new Error(`${part} was not found among the processes of npm start.`);
      return [part, found.pid];
    }),
  ) as Record<Part, number>;
}
