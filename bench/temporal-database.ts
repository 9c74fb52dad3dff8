import { statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The bytes that the development server's database takes on the disk, with what has not been moved into it yet. It
 * grows in steps of a few megabytes; what has ended stays until the namespace's retention has passed.
 */
export const databaseBytes = (dataDir: string): number =>
  ['temporal.db', 'temporal.db-wal']
    .map((name) => statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
