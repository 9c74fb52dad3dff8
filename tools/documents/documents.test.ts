import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Config } from '../../config.ts';
import { ScriptVariables } from '../../scripts/variables.ts';
import { documents } from './documents.ts';

const files = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the documentation', () => {
  it('has the text that npm run documents generates from the code and the last run of the benchmark', () => {
    for (const [file, text] of documents())
      expect(readFileSync(file, 'utf8') === text, `${file} is out of date`).toBe(true);
  });

  it('explains every variable in docs/VARIABLES.md, and no other', () => {
    const rows = [
      ...readFileSync('docs/VARIABLES.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$/gm),
    ];
    expect(rows.map(([, name = '']) => name).toSorted()).toEqual(
      [...Object.keys(Config.shape), ...Object.keys(ScriptVariables.shape)].toSorted(),
    );
    for (const [, name, , meaning] of rows) expect(meaning, name).toMatch(/\w/);
  });

  it('keeps the generated tables of hand-written pages within 120 columns', () => {
    for (const file of ['README.md', 'docs/OVERVIEW.md'])
      for (const [, name, table = ''] of readFileSync(file, 'utf8').matchAll(/<!-- (figures|costs) -->([^]*?)<!-- \//g))
        for (const row of table.split('\n'))
          expect(Buffer.byteLength(row), `${file}, ${name}: ${row}`).toBeLessThanOrEqual(120);
  });

  it.each(texts)('links in $file to files that exist, and to headings that are there', ({ file, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [, path = '', heading] of links) {
      const target = path === '' ? file : join(dirname(file), path);
      expect(existsSync(target), `${file} links to ${path}`).toBe(true);
      if (heading === undefined) continue;
      const anchors = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(anchors, `${file} links to ${path}#${heading}`).toContain(heading);
    }
  });

  it.each(texts)('names in $file only commands that package.json has', ({ text }) => {
    for (const [, name] of text.matchAll(/npm (?:run )?(?:--silent )?(start|test|(?<=run )[a-z:]*[a-z])\b/g))
      expect(Object.keys(scripts)).toContain(name);
  });

  it('names only files and folders that exist in the tables of where to read on', () => {
    const overview = readFileSync('docs/OVERVIEW.md', 'utf8');
    const paths = [...overview.matchAll(/`((?:api|activities|workflows|prisma|worker)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) expect(existsSync(path), path).toBe(true);
  });
});
