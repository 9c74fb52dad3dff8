import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';
import { cacheFolder } from './cache.ts';
import { runTool } from './programs.ts';

const Package = z.object({ version: z.string(), bin: z.object({ node: z.string() }) });

/** The package with the program for this platform, as the install script of the npm package `node` names it. */
const platformPackage = (): string => {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
};

/**
 * The path of a Node of this major version, from the npm package `node`: from the cache, or installed there now.
 * npm runs no install script: that of `node` only installs the platform's package, which is done here by name.
 */
export async function nodeProgram(major: number, report: Report, signal?: AbortSignal): Promise<string> {
  const folder = cacheFolder(`node-${major}`);
  const installed = programIn(folder);
  if (installed !== undefined) return installed;

  const draft = cacheFolder(`node-${major}.new`);
  rmSync(draft, { recursive: true, force: true });
  const install = (spec: string) =>
    runTool(
      'npm',
      ['install', '--prefix', draft, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', spec],
      { signal, hint: `Node ${major} could not be installed from npm` },
    );
  report('looking up its newest version');
  await install(`node@${major}`);
  const { version } = readPackage(draft, 'node');
  report(`installing ${version} with npm`);
  await install(`${platformPackage()}@${version}`);
  const program = programIn(draft);
  const { stdout } = program === undefined ? {} : await execa(program, ['--version'], { reject: false });
  if (stdout !== `v${version}`) throw new CannotStart(`Node ${version} from npm does not run on this machine.`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  return nodeProgram(major, report, signal);
}

function programIn(folder: string): string | undefined {
  const name = platformPackage();
  if (!existsSync(join(folder, 'node_modules', name))) return undefined;
  return join(folder, 'node_modules', name, readPackage(folder, name).bin.node);
}

const readPackage = (folder: string, name: string) =>
  Package.parse(JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')));
