import { describe, expect, it } from 'vitest';
import { dropsOf, faultTable, fromMarkdown, toMarkdown, type Report } from './table.ts';

const run = (...tests: [title: string, status: 'passed' | 'failed', duration: number][]): Report => ({
  testResults: [
    {
      assertionResults: tests.map(([title, status, duration]) => ({
        title,
        fullName: `family ${title}`,
        status,
        duration,
      })),
    },
  ],
});
const lineOf = (report: Report, row: string) => faultTable(report, []).find((line) => line.row === row);

describe('the table of faults', () => {
  it('has a line for each of the 39 rows, and says what the empty ones wait for', () => {
    const table = faultTable(run(), []);
    expect(table).toHaveLength(39);
    expect(table.find(({ row }) => row === 'F20')?.result).toBe('waits for webhooks');
    expect(table.find(({ row }) => row === 'F9')?.result).toBe('');
  });

  it('counts a test for every row its title begins with, and passes a row only when all its tests do', () => {
    const report = run(
      ['F6, F7 takes tickets once', 'passed', 1_500],
      ['F28 refuses 0', 'passed', 100],
      ['F28 refuses -1', 'failed', 200],
    );
    expect(lineOf(report, 'F7')).toMatchObject({ test: 'takes tickets once', result: 'passed', seconds: '1.5' });
    expect(lineOf(report, 'F28')).toMatchObject({ result: 'FAILED', seconds: '0.3' });
  });

  it('keeps what an earlier run found for the rows this one left out', () => {
    const before = fromMarkdown(toMarkdown(faultTable(run(['F9 loses no purchase | ever', 'passed', 9_000]), [])));
    expect(faultTable(run(['F1 opens', 'passed', 10]), before).find(({ row }) => row === 'F9')).toMatchObject({
      test: 'loses no purchase | ever',
      seconds: '9.0',
    });
  });

  it('counts the seeds of the drops and names those that failed', () => {
    expect(
      dropsOf(
        run(['keeps every promise (seed 7)', 'passed', 1_000], ['keeps every promise (seed 8)', 'failed', 2_000]),
      ),
    ).toEqual({ seeds: 2, failed: ['8'], seconds: 3 });
  });
});
