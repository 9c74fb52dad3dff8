import { z } from 'zod';

/** The fields of vitest's JSON report that the table needs. */
export const Report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          title: z.string(),
          fullName: z.string(),
          status: z.enum(['passed', 'failed', 'skipped', 'pending', 'todo', 'disabled']),
          duration: z.number().nullish(),
        }),
      ),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

export type Row = { row: string; test: string; result: string; seconds: string; seed: string };

/** Rows without a test yet, and the feature that each waits for. */
const missingFeatures: Record<string, string> = {
  F31: 'signed passes',
  F32: 'gates',
};

const ROWS = 56;
const rowNames = Array.from({ length: ROWS }, (_, i) => `F${i + 1}`);

/** The rows that a test belongs to: its title begins with their numbers. */
const rowsOf = (title: string) => (/^(F\d+(?:, F\d+)*) /.exec(title)?.[1] ?? '').split(', ').filter(Boolean);

/** One line for each row of the catalogue. Rows that this run did not test keep their previous result. */
export function faultTable(report: Report, previous: Row[]): Row[] {
  const tests = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  return rowNames.map((row) => {
    const rowTests = tests.filter(({ title }) => rowsOf(title).includes(row));
    if (rowTests.length === 0) {
      const feature = missingFeatures[row];
      const untested = { row, test: '', result: feature ? `waits for ${feature}` : '', seconds: '', seed: '' };
      return previous.find((line) => line.row === row) ?? untested;
    }
    const [first] = rowTests;
    const ms = rowTests.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    const title = first!.title.replace(/^(F\d+(, )?)+ /, '');
    return {
      row,
      test: rowTests.length === 1 ? title : `${title} (and ${rowTests.length - 1} more)`,
      result: rowTests.every(({ status }) => status === 'passed') ? 'passed' : 'FAILED',
      seconds: (ms / 1_000).toFixed(1),
      seed: seedOf(first!.title),
    };
  });
}

/** The seed in a title. Rows without a fault schedule have none: they do the same each time. */
const seedOf = (title: string) => /seed (\d+)/.exec(title)?.[1] ?? '–';

export const toMarkdown = (rows: Row[]): string =>
  [
    '| # | test | result | seconds | seed |',
    '| --- | --- | --- | ---: | --- |',
    ...rows.map(
      ({ row, test, result, seconds, seed }) =>
        `| ${row} | ${test.replaceAll('|', '\\|')} | ${result} | ${seconds} | ${seed} |`,
    ),
  ].join('\n');

export function fromMarkdown(text: string): Row[] {
  return text.split('\n').flatMap((line) => {
    const [, row = '', test = '', result = '', seconds = '', seed = ''] = line
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    return /^F\d+$/.test(row) ? [{ row, test: test.replaceAll('\\|', '|'), result, seconds, seed }] : [];
  });
}

/** How many drops a run had, one for each seed, the seeds that failed, and how long all of them took. */
export function summarizeDrops(report: Report): { seeds: number; failed: string[]; seconds: number } {
  const drops = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, status }) => /\(seed \d+\)/.test(title) && status !== 'skipped');
  return {
    seeds: drops.length,
    failed: drops.flatMap(({ title, status }) => (status === 'failed' ? [seedOf(title)] : [])),
    seconds: drops.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1_000,
  };
}
