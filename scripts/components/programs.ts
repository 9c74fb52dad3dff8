import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { CannotStart } from '../cannot-start.ts';
import type { Report } from '../progress.ts';

/** The path of the first of these programs that exists: a name is looked up on PATH, an absolute path is used as is. */
export function findProgram(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return names
    .flatMap((name) => (name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name))))
    .find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installations run one after the other: package managers hold a lock, and components start at the same time. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Installs a system package with apt-get or Homebrew when one of them needs no password. Returns false otherwise. It
 * is not interrupted by Ctrl-C, which could leave the package manager in a broken state.
 */
export function installPackage(names: { apt: string; brew: string }, report: Report): Promise<boolean> {
  const installation = queue.then(
    async () => (await aptInstall(names.apt, report)) || (await brewInstall(names.brew, report)),
  );
  queue = installation.catch(() => undefined);
  return installation;
}

async function aptInstall(name: string, report: Report): Promise<boolean> {
  const apt = findProgram('apt-get');
  if (apt === undefined) return false;
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const run = (...args: string[]) => succeeds([...prefix, apt, '-y', '-q', '-o', 'DPkg::Lock::Timeout=300', ...args]);
  report(`installing ${name} with apt-get`);
  if (await run('install', '--no-install-recommends', name)) return true;
  report(`installing ${name} with apt-get, after refreshing its lists`);
  return (await run('update')) && (await run('install', '--no-install-recommends', name));
}

async function brewInstall(name: string, report: Report): Promise<boolean> {
  if (findProgram('brew') === undefined) return false;
  report(`installing ${name} with Homebrew`);
  return succeeds(['brew', 'install', '--quiet', name]);
}

async function succeeds([command = '', ...args]: string[]): Promise<boolean> {
  const { failed } = await execa(command, args, {
    reject: false,
    detached: true,
    stdin: 'ignore',
    // In run level 1 Debian's packages start no server of their own.
    env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return !failed;
}

type ToolOptions = {
  env?: Record<string, string | undefined>;
  cwd?: string;
  runAs?: { uid: number; gid: number };
  signal?: AbortSignal;
  hint: string;
};

/** Runs a tool to its end. @returns its standard output. @throws CannotStart with its last five lines when it fails. */
export async function runTool(command: string, args: string[], options: ToolOptions): Promise<string> {
  const { failed, isCanceled, stdout, stderr, shortMessage } = await execa(command, args, {
    reject: false,
    stdin: 'ignore',
    env: options.env,
    cwd: options.cwd,
    ...options.runAs,
    cancelSignal: options.signal,
  });
  if (isCanceled) options.signal?.throwIfAborted();
  if (failed)
    throw new CannotStart(
      `${options.hint}: ${(stderr || stdout || shortMessage || '').trim().split('\n').slice(-5).join('\n    ')}`,
    );
  return stdout;
}
