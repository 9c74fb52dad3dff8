import { z } from 'zod';

/** What vitest's JSON reporter says of a run, as far as the table needs it. */
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

/** Rows whose feature is still to come, and which feature that is. */
export const awaited: Record<string, string> = { F20: 'webhooks', F31: 'signed passes', F32: 'gates' };

const ROWS = 39;
const names = Array.from({ length: ROWS }, (_, i) => `F${i + 1}`);

/** The tests that stand for a row: their titles begin with its number, or with several of them. */
const rowsOf = (title: string) => (/^(F\d+(?:, F\d+)*) /.exec(title)?.[1] ?? '').split(', ').filter(Boolean);

/** One line for each row of the catalogue. What this run did not test stays as `before` had it. */
export function faultTable(report: Report, before: Row[]): Row[] {
  const tests = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
  return names.map((row) => {
    const mine = tests.filter(({ title }) => rowsOf(title).includes(row));
    if (mine.length === 0) {
      const missing = { row, test: '', result: awaited[row] ? `waits for ${awaited[row]}` : '', seconds: '', seed: '' };
      return before.find((line) => line.row === row) ?? missing;
    }
    const [first] = mine;
    const ms = mine.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    const title = first!.title.replace(/^(F\d+(, )?)+ /, '');
    return {
      row,
      test: mine.length === 1 ? title : `${title} (and ${mine.length - 1} more)`,
      result: mine.every(({ status }) => status === 'passed') ? 'passed' : 'FAILED',
      seconds: (ms / 1_000).toFixed(1),
      seed: seedOf(first!.title),
    };
  });
}

/** Rows without a schedule have no seed: they do the same thing each time. */
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

/** What the drops of a run were: how many seeds, and which of them failed. */
export function dropsOf(report: Report): { seeds: number; failed: string[]; seconds: number } {
  const drops = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, status }) => /\(seed \d+\)/.test(title) && status !== 'skipped');
  return {
    seeds: drops.length,
    failed: drops.flatMap(({ title, status }) => (status === 'failed' ? [seedOf(title)] : [])),
    seconds: drops.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 1_000,
  };
}
