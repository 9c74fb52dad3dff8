import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { findProgram, installPackage, isProgram, runTool } from './programs.ts';
import { downloadWithSdk } from './sdk-download.ts';

/** The newest version that `go install` accepts: the go.mod of later ones has a replace directive. */
const version = '1.5.1';

/** The first server version with complete support for update-with-start, which every reservation uses. */
const oldestServer = [1, 28] as const;

/** The path of the Temporal CLI, which contains the server: from PATH, the cache, the SDK's download, or compiled. */
export async function temporalProgram(report: Report, signal?: AbortSignal): Promise<string> {
  const cached = join(cacheFolder(`temporal-cli-${version}`), 'temporal');
  const onPath = findProgram('temporal');
  if (onPath !== undefined && (await isRecent(onPath))) return onPath;
  if (isProgram(cached)) return cached;

  const downloaded = await downloadWithSdk('createLocal', cacheFolder('temporal-cli-download'), report, signal);
  if (downloaded !== undefined) return downloaded;
  return compile(cached, report, signal);
}

async function isRecent(program: string): Promise<boolean> {
  const { stdout } = await execa(program, ['--version'], { reject: false });
  const [, major = 0, minor = 0] = (/Server (\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  return major > oldestServer[0] || (major === oldestServer[0] && minor >= oldestServer[1]);
}

async function compile(target: string, report: Report, signal?: AbortSignal): Promise<string> {
  const go =
    findProgram('go', '/usr/local/go/bin/go') ??
    ((await installPackage({ apt: 'golang-go', brew: 'go' }, report)) ? findProgram('go') : undefined);
  if (go === undefined || !(await canFetchNewerGo(go))) {
    throw new CannotStart(
      'Temporal is missing and its download host does not answer: set TEMPORAL_ADDRESS to one that runs, ' +
        'put the temporal CLI on PATH, or install Go 1.25 to have it compiled.',
    );
  }
  report('compiling the server, about five minutes once');
  // `go install` writes the program into GOBIN.
  const folder = cacheFolder(`temporal-cli-${version}.new`);
  await runTool(go, ['install', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
    env: { GOBIN: folder, GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? 'auto', CGO_ENABLED: '0' },
    signal,
    hint: 'Temporal could not be compiled; set TEMPORAL_ADDRESS or put the temporal CLI on PATH instead',
  });
  renameSync(join(folder, 'temporal'), target);
  return target;
}

/** Go 1.21 and later download the newer Go version that a module requires. */
async function canFetchNewerGo(go: string): Promise<boolean> {
  const [, minor = 0] = (/go1\.(\d+)/.exec((await execa(go, ['version'], { reject: false })).stdout ?? '') ?? []).map(
    Number,
  );
  return minor >= 21;
}
