import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { meetsGoal } from '../../bench/figure.ts';
import { costsTable, Report, summaryTable } from '../../bench/report.ts';
import { variablesPage } from './variables.ts';

const reportFile = 'bench/report.json';

/** A generated part of a hand-written page, between `<!-- name -->` and `<!-- /name -->`. */
type Part = { file: string; name: string; text: () => string };

/** The parts that follow from the last full run of the benchmark; none before there was one. */
const parts: Part[] = existsSync(reportFile)
  ? [
      { file: 'README.md', name: 'figures', text: figuresWithGoal },
      { file: 'docs/OVERVIEW.md', name: 'costs', text: costs },
    ]
  : [];

const lastRun = (): Report => Report.parse(JSON.parse(readFileSync(reportFile, 'utf8')));

function figuresWithGoal(): string {
  const figures = lastRun().scenarios.flatMap((scenario) => scenario.figures);
  return summaryTable(figures.filter((figure) => meetsGoal(figure) !== undefined));
}

function costs(): string {
  return costsTable(lastRun().scenarios.flatMap((scenario) => scenario.costs ?? []));
}

/** Every document that has generated text, as it should be. @throws Error naming the mark that a page has lost. */
export function documents(): Map<string, string> {
  const texts = new Map([['docs/VARIABLES.md', variablesPage()]]);
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

/** Writes the generated text into the documents. @returns the files that changed. */
export function writeDocuments(): string[] {
  const changed = [...documents()].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  for (const [file, text] of changed) writeFileSync(file, text);
  return changed.map(([file]) => file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const changed = writeDocuments();
  console.log(changed.length === 0 ? 'The documents are up to date.' : `Written: ${changed.join(', ')}`);
}
