import colors from 'picocolors';
import type { StackFile } from './stack-file.ts';

/** The text that `npm start` prints once everything runs. */
export function summary(
  { apiUrl, webUrl, mailboxUrl, temporalUiUrl, adminToken, processes: { api, worker } }: StackFile,
  { seconds, logs }: { seconds: number; logs: string },
): string {
  const rows: [string, string | undefined][] = [
    ['Storefront', webUrl],
    ['Organiser', `${webUrl}/organiser`],
    ['API docs', `${apiUrl}/docs`],
    ['Mailbox', mailboxUrl],
    ['Temporal', temporalUiUrl],
    ['Metrics', `${apiUrl}/metrics`],
    ['Processes', `${api} of the API, ${worker === 1 ? '1 worker' : `${worker} workers`}`],
    ['Admin token', adminToken],
    ['Logs', logs],
  ];
  return [
    '',
    colors.bold(`TicketDrop is ready (${seconds.toFixed(1)} s)`),
    '',
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${name.padEnd(12)} ${value.startsWith('http') ? colors.cyan(value) : value}`],
    ),
    '',
    `Try, in another terminal: ${colors.bold('npm run crowd -- --buyers 500 --tickets 100')}`,
    'Ctrl-C stops everything; the data stays in .data/ (npm start -- --fresh starts over).',
    '',
  ].join('\n');
}
