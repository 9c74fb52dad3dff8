import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import { startProcess, type Running } from '../processes.ts';
import type { Report } from '../progress.ts';
import { answers } from '../poll.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';

const version = '2.12.0';

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
export async function toxiproxyProgram(report: Report, signal?: AbortSignal): Promise<string> {
  const cached = join(cacheFolder(`toxiproxy-${version}`), 'toxiproxy-server');
  const onPath = findProgram('toxiproxy-server');
  if (onPath !== undefined) return onPath;
  if (isProgram(cached)) return cached;

  const go =
    findProgram('go', '/usr/local/go/bin/go') ??
    ((await installPackage({ apt: 'golang-go', brew: 'go' }, report)) ? findProgram('go') : undefined);
  if (go === undefined)
    throw new CannotStart('Toxiproxy is missing: put toxiproxy-server on PATH, or install Go to have it compiled.');
  report('compiling it, half a minute once');
  const folder = cacheFolder(`toxiproxy-${version}.new`);
  await runTool(go, ['install', `github.com/Shopify/toxiproxy/v2/cmd/server@v${version}`], {
    env: { GOBIN: folder, GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto', CGO_ENABLED: '0' },
    signal,
    hint: 'Toxiproxy could not be compiled; put toxiproxy-server on PATH instead',
  });
  renameSync(join(folder, 'server'), cached);
  return cached;
}
