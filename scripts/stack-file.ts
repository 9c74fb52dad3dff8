import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The addresses and the token with which other commands reach the running stack. */
export type StackFile = {
  apiUrl: string;
  webUrl: string;
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl?: string;
  adminToken: string;
  processes: { api: number; worker: number };
};

const fileOf = (dataDir: string) => join(dataDir, 'stack.json');

/** Writes the file so that only this user can read it: it contains secrets. */
export function writeStackFile(dataDir: string, stack: StackFile): void {
  removeStackFile(dataDir);
  writeFileSync(fileOf(dataDir), `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}
