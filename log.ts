import { pino, type Logger } from 'pino';

/** Buffer limit while standard output cannot be written; lines beyond it are lost. */
const MAX_BUFFERED_BYTES = 1_000_000;

/**
 * Logs to standard output, one JSON object a line. When it cannot be written, because the disk is full or the reader
 * has closed the pipe, the process continues.
 */
export function createLog(name: 'api' | 'worker', level: string): Logger {
  const output = pino.destination({ fd: 1, sync: true, maxLength: MAX_BUFFERED_BYTES });
  output.on('error', () => undefined);
  return pino({ level, base: { process: name } }, output);
}
