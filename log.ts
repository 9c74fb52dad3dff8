import { pino, type Logger, type LoggerOptions } from 'pino';
import { describeFailure, messageOf, withoutSecrets } from './log-redaction.ts';

/** Buffer limit while standard output cannot be written; lines beyond it are lost. */
const MAX_BUFFERED_BYTES = 1_000_000;

/** The same warning is written once in this time; the next one says how often it came meanwhile. */
const REPEAT_MS = 60_000;
/** More different failures than there are in any outage. */
const MOST_REMEMBERED = 500;
const WARN = 40;

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
      hooks: { streamWrite: redact, logMethod: onceInAWhile() },
    },
    output,
  );
}

/** A hook that leaves out a warning about a failure that was written just now: an outage is one line, not thousands. */
function onceInAWhile(): NonNullable<LoggerOptions['hooks']>['logMethod'] {
  const written = new Map<string, { at: number; leftOut: number }>();
  return function (args, write, level) {
    const [about, text] = args as [{ err?: unknown; error?: unknown } | string, string?];
    const failure = typeof about === 'object' ? (about.err ?? about.error) : undefined;
    if (level !== WARN || !(failure instanceof Error)) return write.apply(this, args);
    const warning = `${text}: ${failure.name} ${messageOf(failure)}`;
    const before = written.get(warning);
    if (before && Date.now() - before.at < REPEAT_MS) {
      before.leftOut += 1;
      return;
    }
    if (written.size >= MOST_REMEMBERED) written.clear();
    written.set(warning, { at: Date.now(), leftOut: 0 });
    const repeated = before?.leftOut ? { leftOut: before.leftOut } : {};
    write.call(this, { ...(about as object), ...repeated }, text ?? '');
  };
}

/**
 * Makes what Node and libraries would print as text a line of the log: warnings, the console, and the failure that ends
 * the process. Node would print every property of such an error, and with them the arguments of a command.
 */
export function logWhatNodePrints(log: Logger): void {
  process.removeAllListeners('warning').on('warning', (warning) => log.warn({ err: warning }, 'a warning of Node'));
  process.removeAllListeners('uncaughtException').on('uncaughtException', (failure) => {
    log.fatal({ err: failure }, 'the process ends because of a failure that nobody handles');
    process.exit(1);
  });
  const print = (...printed: unknown[]) =>
    log.warn({ err: printed.find((one) => one instanceof Error) }, printed.find(isText) ?? 'a library printed');
  Object.assign(console, { debug: print, info: print, log: print, warn: print, error: print });
}

const isText = (printed: unknown) => typeof printed === 'string';
