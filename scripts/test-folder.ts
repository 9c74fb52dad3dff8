import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endRecorded, isKept, keep } from './process-registry.ts';

const prefix = 'ticketdrop-test-';

/**
 * A temporary folder for everything one test run writes. `remove` also ends what the tests started in it and could not
 * stop; what an earlier run left, because it was killed itself, is removed as the folder is made.
 */
export async function makeTestFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  for (const name of readdirSync(tmpdir())) {
    const earlier = join(tmpdir(), name);
    // What cannot be removed now, such as a disk that is still mounted, is no reason not to begin.
    if (name.startsWith(prefix) && !isKept(earlier)) await remove(earlier).catch(() => undefined);
  }
  const path = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(path, 0o711); // PostgreSQL runs as another user where we are root, and has to reach its data
  keep(path);
  return { path, remove: () => remove(path) };
}

async function remove(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await endRecorded(join(folder, entry.name));
  }
  rmSync(folder, { recursive: true, force: true });
}
