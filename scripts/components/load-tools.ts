import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';

const vegetaVersion = '12.13.0';

/** wrk, a load generator that measures maximum throughput: from PATH, or installed. */
export async function wrkProgram(report: Report): Promise<string> {
  const found =
    findProgram('wrk') ??
    ((await installPackage({ apt: 'wrk', brew: 'wrk' }, report)) ? findProgram('wrk') : undefined);
  if (found === undefined)
    throw new CannotStart('wrk is missing: put it on PATH or install it (apt-get install wrk, brew install wrk).');
  return found;
}

/** vegeta, a load generator for distinct requests at a constant rate: from PATH, from the cache, or compiled once. */
export async function vegetaProgram(report: Report, signal?: AbortSignal): Promise<string> {
  const cached = join(cacheFolder(`vegeta-${vegetaVersion}`), 'vegeta');
  const existing = findProgram('vegeta', cached);
  if (existing !== undefined && isProgram(existing)) return existing;
  const go =
    findProgram('go', '/usr/local/go/bin/go') ??
    ((await installPackage({ apt: 'golang-go', brew: 'go' }, report)) ? findProgram('go') : undefined);
  if (go === undefined) throw new CannotStart('vegeta is missing: put it on PATH, or install Go to have it compiled.');
  report('compiling, about a minute once');
  const folder = cacheFolder(`vegeta-${vegetaVersion}.new`);
  await runTool(go, ['install', `github.com/tsenart/vegeta/v12@v${vegetaVersion}`], {
    env: { GOBIN: folder, CGO_ENABLED: '0' },
    signal,
    hint: 'vegeta could not be compiled; put it on PATH instead',
  });
  renameSync(join(folder, 'vegeta'), cached);
  return cached;
}
