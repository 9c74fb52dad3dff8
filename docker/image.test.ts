import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const included = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

/** A file and every file that it loads. Generated files are left out, because the image generates them itself. */
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
  'includes in the images every file that %s loads',
  (program) => {
    const files = [...loaded(program)];
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !included.some((path) => file === path || file.startsWith(`${path}/`)))).toEqual([]);
  },
);

it('keeps secrets and data out of the images', () => {
  expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^\*$/m);
  for (const path of ['.env', '.data', '.git', 'tests', 'node_modules']) expect(included).not.toContain(path);
});

it('runs on the Node of .node-version, which strips types itself and so needs no loader', () => {
  const [major, minor] = readFileSync('.node-version', 'utf8').trim().split('.');
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`FROM node:${major}.${minor}-bookworm-slim`);
  expect(Number(major)).toBeGreaterThanOrEqual(24);
  for (const file of ['Dockerfile', 'docker-compose.yml']) expect(readFileSync(file, 'utf8')).not.toContain('tsx');
});
