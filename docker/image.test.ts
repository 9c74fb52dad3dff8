import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const admitted = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

/** Every file that running this one loads, itself included. What was generated is made anew in the image. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || file.startsWith('prisma/generated')) return seen;
  seen.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(
    /(?:from|import|new URL\() ?['"](\.{1,2}\/[^'"]+\.(?:ts|tsx|lua|css))['"]/g,
  ))
    loaded(join(dirname(file), path!), seen);
  return seen;
}

it.each(['worker/main.ts', 'workflows/index.ts', 'api/main.ts', 'scripts/prepare.ts', 'web/src/main.tsx'])(
  'lets into the images whatever %s loads',
  (program) => {
    const files = [...loaded(program)];
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !admitted.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
  },
);

it('lets no secret and no data into the images', () => {
  expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^\*$/m);
  for (const path of ['.env', '.data', '.git', 'tests', 'node_modules']) expect(admitted).not.toContain(path);
});
