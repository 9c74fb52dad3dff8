import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What other commands need to find the running stack. */
export type StackFile = {
  apiUrl: string;
  webUrl: string;
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  temporalUiUrl?: string;
  adminToken: string;
};

const fileOf = (dataDir: string) => join(dataDir, 'stack.json');

/** It holds secrets: only this user may read it. */
export function writeStackFile(dataDir: string, stack: StackFile): void {
  removeStackFile(dataDir);
  writeFileSync(fileOf(dataDir), `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}
