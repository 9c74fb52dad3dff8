import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

// Mutation results and decisions are records of a date: they may name files that were moved since.
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && file !== 'MUTATION.md' && dirname(file) !== 'decisions')
    .map((file) => join('docs', file)),
];

/** Paths from the root that a page links to, or names in backticks, and that do not exist. */
function missingPaths(page: string, markdown: string): string[] {
  const text = markdown.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  const links = [...text.matchAll(/\]\(([^)#\s]+)|^\[[^\]]+\]: (\S+)$/gm)]
    .map(([, inline, reference]) => inline ?? reference!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(page), target));
  // A word with a slash and an extension is a file, except below .data/, which exists at run time only.
  const named = [...text.matchAll(/`([^`]+)`/g)]
    .flatMap(([, code]) => code!.split(/\s+/))
    .filter((word) => /^[\w.-]+(\/[\w.-]+)*\/[\w.-]+\.\w+$/.test(word) && !word.startsWith('.data/'));
  return [...links, ...named].filter((path) => !existsSync(path));
}

it.each(pages)('names in %s only files that exist', (page) => {
  expect(missingPaths(page, readFileSync(page, 'utf8'))).toEqual([]);
});

it('notices a link, an image and a path that lead nowhere', () => {
  const page =
    '[a](GONE.md#part) ![b][b] [c](QUICK_START.md) `node api/gone.ts` `api/main.ts` `.data/x/y.json`\n[b]: b.png';
  expect(missingPaths('docs/PAGE.md', page)).toEqual(['docs/GONE.md', 'docs/b.png', 'api/gone.ts']);
});
