import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endRecorded, hasLiveOwner, recordOwner } from './process-registry.ts';

const prefix = 'ticketdrop-test-';

/**
 * A temporary folder for everything that one test run writes. `remove` also ends processes that the tests started in it
 * and did not stop. Folders of earlier runs that were killed are removed first.
 */
export async function makeTestFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  for (const name of readdirSync(tmpdir())) {
    const earlier = join(tmpdir(), name);
    // A folder that cannot be removed, such as one with a mounted disk, does not stop this run.
    if (name.startsWith(prefix) && !hasLiveOwner(earlier)) await remove(earlier).catch(() => undefined);
  }
  const path = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(path, 0o711); // when we are root, PostgreSQL runs as another user and must reach its data
  recordOwner(path);
  return { path, remove: () => remove(path) };
}

async function remove(folder: string): Promise<void> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await endRecorded(join(folder, entry.name));
  }
  rmSync(folder, { recursive: true, force: true });
}
