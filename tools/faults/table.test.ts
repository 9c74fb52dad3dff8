import { describe, expect, it } from 'vitest';
import { summarizeDrops, faultTable, fromMarkdown, toMarkdown, type Report } from './table.ts';

const reportOf = (...tests: [title: string, status: 'passed' | 'failed', duration: number][]): Report => ({
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
  it('has a line for each of the 56 rows, with the feature that an untested row waits for', () => {
    const table = faultTable(reportOf(), []);
    expect(table).toHaveLength(56);
    expect(table.find(({ row }) => row === 'F32')?.result).toBe('waits for gates');
    expect(table.find(({ row }) => row === 'F9')?.result).toBe('');
  });

  it('assigns a test to every row its title begins with, and passes a row only when all its tests pass', () => {
    const report = reportOf(
      ['F6, F7 takes tickets once', 'passed', 1_500],
      ['F28 refuses 0', 'passed', 100],
      ['F28 refuses -1', 'failed', 200],
    );
    expect(lineOf(report, 'F7')).toMatchObject({ test: 'takes tickets once', result: 'passed', seconds: '1.5' });
    expect(lineOf(report, 'F28')).toMatchObject({ result: 'FAILED', seconds: '0.3' });
  });

  it('keeps the previous result of the rows that a run did not test', () => {
    const previous = fromMarkdown(
      toMarkdown(faultTable(reportOf(['F9 loses no purchase | ever', 'passed', 9_000]), [])),
    );
    expect(faultTable(reportOf(['F1 opens', 'passed', 10]), previous).find(({ row }) => row === 'F9')).toMatchObject({
      test: 'loses no purchase | ever',
      seconds: '9.0',
    });
  });

  it('counts the seeds of the drops and names those that failed', () => {
    expect(
      summarizeDrops(
        reportOf(['keeps every promise (seed 7)', 'passed', 1_000], ['keeps every promise (seed 8)', 'failed', 2_000]),
      ),
    ).toEqual({ seeds: 2, failed: ['8'], seconds: 3 });
  });
});
