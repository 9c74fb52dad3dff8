import Table from 'cli-table3';
import colors from 'picocolors';
import type { Result } from './result.ts';

const WIDE_COLUMN = 58;

/** The result for a person to read. */
export function report(result: Result): string {
  const { counts, load, options } = result;
  const expectZero = (value: number) => (value === 0 ? colors.green('0') : colors.red(String(value)));
  const refusals = Object.entries({ ...result.refusals, ...result.resent }).toSorted(([, a], [, b]) => b - a);
  const failed = result.checks.filter(({ ok }) => !ok);
  const loadAverages = `${load.before.toFixed(1)} → ${load.after.toFixed(1)}`;
  const summary =
    failed.length === 0
      ? colors.green(
          `${result.checks.length} checks hold. ${counts.sold} of ${options.tickets} tickets sold ` +
            `to ${options.buyers} buyers in ${result.seconds.toFixed(0)} s.`,
        )
      : failed
          .map(({ name, found, next }) =>
            colors.red(`FAILED ${name}: ${found}${next ? `\n       Look next at: ${next}` : ''}`),
          )
          .join('\n');

  return [
    table(
      [`Crowd, seed ${options.seed}`, ''],
      [
        ['buyers joined', counts.joined],
        ['admitted', counts.admitted],
        ['holds', counts.holds],
        ['tickets sold', `${counts.sold} of ${options.tickets}`],
        ['holds expired', counts.expired],
        ['payments declined', counts.declined],
        [`load average before and after, ${load.cores} cores`, loadAverages],
        ['oversold (must be 0)', expectZero(counts.oversold)],
        ['paid without ticket (must be 0)', expectZero(counts.paidWithoutTicket)],
      ],
    ),
    table(
      ['How buyers went home', ''],
      Object.entries(result.outcomes).toSorted(([, a], [, b]) => b - a),
    ),
    table(['Refused or sent again, by reason', 'answers'], refusals.length > 0 ? refusals : [['nothing', 0]]),
    table(
      ['Step', 'answers', 'p50', 'p99'],
      result.times.map(({ step, count, p50, p99 }) => [step, count, ms(p50), ms(p99)]),
    ),
    table(
      ['Postgres, Redis, Temporal and buyers against each other', '', 'found'],
      result.checks.map(({ name, ok, found }) => [
        name,
        ok ? colors.green('ok') : colors.red('FAILED'),
        ok ? found : colors.red(found),
      ]),
      [WIDE_COLUMN, 8, WIDE_COLUMN],
    ),
    summary,
  ].join('\n');
}

const ms = (value: number | undefined) =>
  value === undefined ? '–' : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

function table(head: string[], rows: (string | number)[][], colWidths: number[] = []): string {
  const rendered = new Table({ head, colWidths, wordWrap: true, style: { head: [], border: [] } });
  rendered.push(...rows);
  return rendered.toString();
}
