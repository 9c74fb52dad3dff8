import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What a worker needs to run. */
const workerFiles = [
  'activities',
  'workflows',
  'worker',
  'prisma',
  'config.ts',
  'log.ts',
  'package.json',
  'tsconfig.json',
];

/** Copies the worker's code and replaces texts in one of its files, as another version of the product would differ. */
export async function createModifiedCheckout(
  file: string,
  changes: [before: string, after: string][],
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ticketdrop-other-'));
  await Promise.all(workerFiles.map((name) => cp(join(root, name), join(path, name), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  let text = await readFile(join(path, file), 'utf8');
  for (const [before, after] of changes) {
    if (!text.includes(before)) throw new Error(`${file} does not say ${before} any more.`);
    text = text.replace(before, after);
  }
  await writeFile(join(path, file), text);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
