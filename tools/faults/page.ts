import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { currentCommit } from './commit.ts';
import { fromMarkdown, toMarkdown, type Row } from './table.ts';

/** The page that `npm run faults` writes as a whole, apart from the hand-written docs/RELIABILITY.md. */
export const pageFile = 'docs/FAULTS.md';

/** The last result of each row of the fault catalogue, and one line for each run with new seeds, oldest first. */
export type Page = { rows: Row[]; drops: string[]; models: string[] };

const headings = { rows: 'Rows', drops: 'Drops with new seeds', models: 'Models with new seeds' };

/** Reads the page, changes it and writes it back. A missing page counts as an empty one. */
export function updatePage(change: (page: Page) => Page): void {
  const page = parsePage(existsSync(pageFile) ? readFileSync(pageFile, 'utf8') : '');
  writeFileSync(pageFile, renderPage(change(page)));
}

/** The line of a run, with its time (UTC) and commit. */
export const runLine = (result: string): string =>
  `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')}, commit ${currentCommit()}: ${result}.`;

export function parsePage(text: string): Page {
  const sections = new Map(text.split(/^## /m).map((section) => [section.split('\n', 1)[0], section]));
  const listUnder = (heading: string) =>
    (sections.get(heading) ?? '').split('\n').filter((line) => line.startsWith('- '));
  return {
    rows: fromMarkdown(sections.get(headings.rows) ?? ''),
    drops: listUnder(headings.drops),
    models: listUnder(headings.models),
  };
}

export const renderPage = ({ rows, drops, models }: Page): string =>
  `# The fault catalogue, row by row

\`npm run faults\` writes this page; [RELIABILITY.md](RELIABILITY.md) says what is promised and how these tests work.

## ${headings.rows}

${toMarkdown(rows)}

## ${headings.drops}

${drops.join('\n')}

## ${headings.models}

${models.join('\n')}
`;
