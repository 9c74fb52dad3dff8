import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endRecorded } from '../../scripts/process-registry.ts';

const pathIn = (folder: string) => join(folder, 'small-disk');

/** A disk of its own, in memory and small. Mounting one is for root alone: where that cannot be had, this throws and says so. */
export function mountSmallDisk(folder: string): string {
  const path = pathIn(folder);
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700m,mode=0711', 'tmpfs', path]);
  chmodSync(path, 0o711);
  return path;
}

/** Ends what writes to the disk and takes it away; does nothing where there is none. */
export async function unmountSmallDisk(folder: string): Promise<void> {
  const path = pathIn(folder);
  if (!existsSync(path)) return;
  await endRecorded(path);
  execFileSync('umount', ['--lazy', path]);
}

/** Takes all the room there is. @returns the file that has to go for there to be room again. */
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
