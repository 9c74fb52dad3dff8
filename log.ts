import { pino, type Logger } from 'pino';
import { describeFailure, withoutSecrets } from './log-redaction.ts';

/** Buffer limit while standard output cannot be written; lines beyond it are lost. */
const MAX_BUFFERED_BYTES = 1_000_000;

/**
 * Logs to standard output, one JSON object a line, without secrets. When it cannot be written, because the disk is full
 * or the reader has closed the pipe, the process continues.
 */
export function createLog(name: 'api' | 'worker', level = 'info', secrets: (string | undefined)[] = []): Logger {
  const output = pino.destination({ fd: 1, sync: true, maxLength: MAX_BUFFERED_BYTES });
  output.on('error', () => undefined);
  const redact = withoutSecrets(secrets);
  return pino(
    {
      level,
      base: { process: name },
      serializers: { err: describeFailure, error: describeFailure },
      hooks: { streamWrite: redact },
    },
    output,
  );
}

/**
 * Makes what Node itself would print as text a line of the log: its warnings, and the failure that ends the process.
 * Node would print every property of such an error, and with them the arguments of the command that failed.
 */
export function logFailuresOfNode(log: Logger): void {
  process.removeAllListeners('warning').on('warning', (warning) => log.warn({ err: warning }, 'a warning of Node'));
  process.removeAllListeners('uncaughtException').on('uncaughtException', (failure) => {
    log.fatal({ err: failure }, 'the process ends because of a failure that nobody handles');
    process.exit(1);
  });
}
