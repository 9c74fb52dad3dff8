import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepsGoal } from '../../bench/figure.ts';
import { costsTable, figuresTable, Report } from '../../bench/report.ts';

const reportFile = 'bench/report.json';

type Part = { file: string; name: string; text: () => string };

/** What the documentation does not say by itself: it stands between `<!-- name -->` and `<!-- /name -->` and follows from the code or from a run. */
const parts: Part[] = [
  { file: 'README.md', name: 'variables', text: variablesTable },
  ...(existsSync(reportFile)
    ? [
        {
          file: 'README.md',
          name: 'figures',
          text: () =>
            figuresTable(
              lastRun().scenarios.flatMap(({ figures }) =>
                figures.filter((measured) => keepsGoal(measured) !== undefined),
              ),
            ),
        },
        {
          file: 'docs/OVERVIEW.md',
          name: 'costs',
          text: () => costsTable(lastRun().scenarios.flatMap(({ costs }) => costs ?? [])),
        },
      ]
    : []),
];

const lastRun = (): Report => Report.parse(JSON.parse(readFileSync(reportFile, 'utf8')));

/** One row a variable, as `.env.example` explains it. Ports may share the sentence above the first of them. */
function variablesTable(): string {
  const rows: string[] = [];
  let meaning = '';
  for (const line of readFileSync('.env.example', 'utf8').split('\n')) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) rows.push(`| \`${name}\` | ${value ? `\`${value}\`` : ''} | ${meaning} |`);
    else meaning = line.replace(/^# /, '');
  }
  return ['| variable | default | |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The documents as they should be. @throws Error naming the mark that one of them has lost. */
export function documents(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, name, text } of parts) {
    const before = texts.get(file) ?? readFileSync(file, 'utf8');
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!place.test(before)) throw new Error(`${file} has no place for its ${name} (<!-- ${name} -->).`);
    texts.set(
      file,
      before.replace(place, (_whole, start: string, end: string) => `${start}${text()}\n${end}`),
    );
  }
  return texts;
}

/** Writes into the documents what follows from the code and from the last full run. */
export function writeDocuments(): string[] {
  const changed = [...documents()].filter(([file, text]) => readFileSync(file, 'utf8') !== text);
  for (const [file, text] of changed) writeFileSync(file, text);
  return changed.map(([file]) => file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const changed = writeDocuments();
  console.log(changed.length === 0 ? 'The documents are up to date.' : `Written: ${changed.join(', ')}`);
}
