import { readFileSync, writeFileSync } from 'node:fs';
import { commit } from './commit.ts';

/** The page that says what is promised, and what was found of it. */
export const page = 'docs/RELIABILITY.md';

/** One line for each run, with its time and commit. */
export function addLine(place: 'drops' | 'models', found: string): void {
  const before = readFileSync(page, 'utf8');
  const line = `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')}, commit ${commit()}: ${found}.`;
  writeFileSync(page, replaceBetween(before, place, [...linesBetween(before, place), line].join('\n')));
}

/** The lines that stand there. */
function linesBetween(text: string, name: string): string[] {
  const [, content = ''] = text.split(new RegExp(`<!-- /?${name} -->`));
  return content.split('\n').filter((line) => line !== '');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. @throws where a page has no such place. */
export function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no place for ${name}.`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}
