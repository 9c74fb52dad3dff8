import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endRecorded } from '../../scripts/process-registry.ts';

const pathIn = (folder: string) => join(folder, 'small-disk');

/** Mounts a small file system in memory. @throws when the tests do not run as root, who alone may mount. */
export function mountTmpfs(folder: string): string {
  const path = pathIn(folder);
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=0711', 'tmpfs', path]);
  chmodSync(path, 0o711);
  return path;
}

/** Ends the processes that write to the mounted file system and unmounts it; does nothing when there is none. */
export async function unmountTmpfs(folder: string): Promise<void> {
  const path = pathIn(folder);
  if (!existsSync(path)) return;
  await endRecorded(path);
  execFileSync('umount', ['--lazy', path]);
}

/** Fills a file system. @returns the file to delete to make room again. */
export function fillDisk(disk: string): string {
  const filler = join(disk, 'filler');
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'ENOSPC') throw failure;
  }
  return filler;
}
