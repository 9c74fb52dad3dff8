import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { CannotStart } from '../cannot-start.ts';
import { startProcess } from '../processes.ts';
import { stopNothing, type StartOptions, type Started } from './component.ts';
import { postgresAccount, postgresPrograms, type Account } from './postgres-programs.ts';
import { runTool } from './programs.ts';

const user = 'ticketdrop';

/** Enough connections for worker, API and a few consoles. synchronous_commit: a committed order must never be lost. */
const flags = {
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  synchronous_commit: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

/** PostgreSQL at `external`, or an embedded one with its data under `<dataDir>/postgres`. */
export async function startPostgres({
  dataDir,
  port,
  report,
  external,
  signal,
}: StartOptions): Promise<Started<{ url: string }>> {
  if (external !== undefined) {
    report('connecting');
    await query(external, 'SELECT 1').catch((error: unknown) => {
      throw new CannotStart(
        `DATABASE_URL: PostgreSQL at ${new URL(external).host} does not answer (${reason(error)}).`,
      );
    });
    return { url: external, stop: stopNothing };
  }

  const { postgres, initdb } = await postgresPrograms();
  const folder = join(dataDir, 'postgres');
  const account = await postgresAccount([dataDir, postgres]);
  const password = loadOrCreatePassword(dataDir, account);
  if (!existsSync(folder)) {
    report('making its data folder');
    await makeCluster({ initdb, folder, account, passwordFile: passwordFile(dataDir), signal });
  }

  const address = (database: string) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  report('starting');
  const settings = Object.entries({ ...flags, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [command, ...args] = account.run(postgres, ['-D', folder, ...settings]);
  const running = await startProcess({
    name: 'PostgreSQL',
    dataDir,
    command,
    args,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    runAs: account.runAs,
    stopSignal: 'SIGINT', // PostgreSQL's "fast" shutdown: ends open sessions and writes everything to disk
    ready: () =>
      query(address('postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      ),
    signal,
  });
  const existing = await query(address('postgres'), `SELECT 1 FROM pg_database WHERE datname = '${user}'`);
  if (existing.rows.length === 0) await query(address('postgres'), `CREATE DATABASE ${user}`);
  return { url: address(user), running, stop: running.stop };
}

/** Creates the cluster in a draft folder that is renamed when complete: an interrupted start leaves nothing partial. */
async function makeCluster({
  initdb,
  folder,
  account,
  passwordFile,
  signal,
}: {
  initdb: string;
  folder: string;
  account: Account;
  passwordFile: string;
  signal?: AbortSignal;
}) {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  if (account.owner) chownSync(draft, account.owner.uid, account.owner.gid);
  const [command, ...args] = account.run(initdb, [
    `--pgdata=${draft}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ]);
  await runTool(command, args, {
    cwd: '/',
    env: { LC_ALL: 'C' },
    runAs: account.runAs,
    signal,
    hint: 'PostgreSQL could not make its data folder',
  });
  renameSync(draft, folder);
}

const passwordFile = (dataDir: string) => join(dataDir, 'postgres.password');

function loadOrCreatePassword(dataDir: string, account: Account): string {
  mkdirSync(dataDir, { recursive: true });
  const file = passwordFile(dataDir);
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
    if (account.owner) chownSync(file, account.owner.uid, account.owner.gid);
  }
  return readFileSync(file, 'utf8').trim();
}

async function query(url: string, sql: string) {
  const adapter = await new PrismaPg({ connectionString: url, connectionTimeoutMillis: 5_000, max: 1 }).connect();
  try {
    return await adapter.queryRaw({ sql, args: [], argTypes: [] });
  } finally {
    await adapter.dispose();
  }
}

const reason = (error: unknown) =>
  (error instanceof Error && error.message ? error.message : 'no connection').split('\n')[0];
