import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endRecorded } from '../../scripts/process-registry.ts';
import { unmountSmallDisk } from './small-disk.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    arenaFolder: string;
  }
}

/** The tests start, kill and restart processes as they like; each is written down in this folder, so that whatever is left when they are done can be ended. */
export default async function provideFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdrop-faults-'));
  // PostgreSQL runs as another user where we are root, and has to reach its folder.
  await chmod(folder, 0o711);
  project.provide('arenaFolder', folder);
  return async () => {
    await unmountSmallDisk(folder);
    await endRecorded(folder);
    const keep = process.env['FAULTS_LOGS'];
    if (keep) await cp(join(folder, 'logs'), keep, { recursive: true });
    await rm(folder, { recursive: true, force: true });
  };
}
