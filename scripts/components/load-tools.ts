import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { goProgram } from './go-program.ts';
import { findProgram, installPackage } from './programs.ts';

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
export const vegetaProgram = (report: Report, signal?: AbortSignal): Promise<string> =>
  goProgram(
    {
      name: 'vegeta',
      folder: 'vegeta',
      module: 'github.com/tsenart/vegeta/v12',
      version: '12.13.0',
      builds: 'vegeta',
      takes: 'about a minute',
    },
    report,
    signal,
  );
