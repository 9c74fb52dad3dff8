import { DefaultLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Makes the lines of Temporal's SDK lines of ours, each with the event, reservation or mail of its workflow. */
export const sdkLogger = (log: Logger): DefaultLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) =>
    log[levels[level]]({ ...meta, ...idsOf(String(meta?.['workflowId'])) }, message),
  );

function idsOf(workflowId: string): { event?: string; reservation?: string; mail?: string } {
  const [kind, id] = workflowId.split('/');
  if (id === undefined) return {};
  return kind === 'reservation' || kind === 'mail' ? { [kind]: id } : { event: id };
}
