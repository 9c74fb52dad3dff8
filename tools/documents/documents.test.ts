import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Config } from '../../config.ts';
import { documents } from './documents.ts';
import { ScriptVariables } from '../../scripts/variables.ts';

const files = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];
const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('the documentation', () => {
  it('says what follows from the code and from the last run of the benchmark (npm run documents writes it)', () => {
    for (const [file, text] of documents())
      expect(readFileSync(file, 'utf8') === text, `${file} is out of date`).toBe(true);
  });

  it('explains every variable in the README, and no other', () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$/gm)];
    expect(rows.map(([, name = '']) => name).toSorted()).toEqual(
      [...Object.keys(Config.shape), ...Object.keys(ScriptVariables.shape)].toSorted(),
    );
    for (const [, name, , meaning] of rows) expect(meaning, name).toMatch(/\w/);
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
    for (const [, name] of text.matchAll(/npm (?:run )?(?:--silent )?(start|test|(?<=run )[a-z]+)\b/g))
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
