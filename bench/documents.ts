import { readFileSync, writeFileSync } from 'node:fs';
import { keepsGoal } from './figure.ts';
import { costsTable, figuresTable, type Report } from './report.ts';

/** Where the documentation quotes a run, and what stands there: between `<!-- bench:name -->` and `<!-- /bench -->`. */
const quotes: { file: string; name: string; text: (report: Report) => string }[] = [
  { file: 'README.md', name: 'figures', text: ({ scenarios }) => figuresTable(scenarios.flatMap(({ figures }) => figures.filter((measured) => keepsGoal(measured) !== undefined))) },
  { file: 'docs/OVERVIEW.md', name: 'costs', text: ({ scenarios }) => costsTable(scenarios.flatMap(({ costs }) => costs ?? [])) },
];

const placeOf = (name: string) => new RegExp(`(<!-- bench:${name} -->\n)[^]*?(<!-- /bench -->)`);

/** The documents with the figures of this run in them. @throws Error naming the mark that a document has lost. */
export function quoted(report: Report): { file: string; text: string }[] {
  return quotes.map(({ file, name, text }) => {
    const before = readFileSync(file, 'utf8');
    const place = placeOf(name);
    if (!place.test(before)) throw new Error(`${file} has no place for the figures (<!-- bench:${name} -->).`);
    return { file, text: before.replace(place, (_whole, start: string, end: string) => `${start}${text(report)}\n${end}`) };
  });
}

export function updateDocuments(report: Report): void {
  for (const { file, text } of quoted(report)) writeFileSync(file, text);
}
