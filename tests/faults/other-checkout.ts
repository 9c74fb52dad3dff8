import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const whatAWorkerNeeds = [
  'activities',
  'workflows',
  'worker',
  'prisma',
  'config.ts',
  'log.ts',
  'package.json',
  'tsconfig.json',
];

/** The product with a line changed, as somebody might deploy it. */
export async function otherCheckout(
  file: string,
  changes: [before: string, after: string][],
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'ticketdrop-other-'));
  await Promise.all(whatAWorkerNeeds.map((name) => cp(join(root, name), join(path, name), { recursive: true })));
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  let text = await readFile(join(path, file), 'utf8');
  for (const [before, after] of changes) {
    if (!text.includes(before)) throw new Error(`${file} does not say ${before} any more.`);
    text = text.replace(before, after);
  }
  await writeFile(join(path, file), text);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
