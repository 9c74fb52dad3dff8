import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The addresses and the token with which other commands reach the running stack. */
export type StackFile = {
  apiUrl: string;
  webUrl: string;
  /** The page of the mailbox, where one was brought up. */
  mailboxUrl?: string;
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl?: string;
  adminToken: string;
  processes: { api: number; worker: number };
};

const fileOf = (dataDir: string) => join(dataDir, 'stack.json');

/** Writes the file so that only this user can read it, for it contains secrets, and nobody finds half of it. */
export function writeStackFile(dataDir: string, stack: StackFile): void {
  const part = `${fileOf(dataDir)}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(part, fileOf(dataDir));
}

export function removeStackFile(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}
