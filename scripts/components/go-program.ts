import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';

export type GoProgram = {
  /** The file that is looked up on PATH, and the folder of the cache. */
  name: string;
  folder: string;
  module: string;
  version: string;
  /** The name that `go install` gives it. */
  builds: string;
  takes: string;
};

/** A program written in Go: from PATH, from the cache, or compiled once. */
export async function goProgram(
  { name, folder, module, version, builds, takes }: GoProgram,
  report: Report,
  signal?: AbortSignal,
): Promise<string> {
  const cached = join(cacheFolder(`${folder}-${version}`), name);
  const onPath = findProgram(name);
  if (onPath !== undefined) return onPath;
  if (isProgram(cached)) return cached;
  const go =
    findProgram('go', '/usr/local/go/bin/go') ??
    ((await installPackage({ apt: 'golang-go', brew: 'go' }, report)) ? findProgram('go') : undefined);
  if (go === undefined) throw new CannotStart(`${name} is missing: put it on PATH, or install Go to have it compiled.`);
  report(`compiling, ${takes} once`);
  const draft = cacheFolder(`${folder}-${version}.new`);
  await runTool(go, ['install', `${module}@v${version}`], {
    env: { GOBIN: draft, GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto', CGO_ENABLED: '0' },
    signal,
    hint: `${name} could not be compiled; put it on PATH instead`,
  });
  renameSync(join(draft, builds), cached);
  return cached;
}
