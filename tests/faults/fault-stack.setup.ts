import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { endRecorded } from '../../scripts/process-registry.ts';
import { unmountTmpfs } from './tmpfs.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    faultStackFolder: string;
  }
}

/**
 * Provides the folder in which every process of the fault tests is recorded. At the end of the run, the processes that
 * the tests left running are stopped and the folder is removed.
 */
export default async function provideFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketdrop-faults-'));
  // When the tests run as root, PostgreSQL runs as another user, who must be able to reach its folder.
  await chmod(folder, 0o711);
  project.provide('faultStackFolder', folder);
  return async () => {
    await unmountTmpfs(folder);
    await endRecorded(folder);
    const keep = process.env['FAULTS_LOGS'];
    if (keep) await cp(join(folder, 'logs'), keep, { recursive: true });
    await rm(folder, { recursive: true, force: true });
  };
}
