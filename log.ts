import { pino, type Logger } from 'pino';

/** What is kept while nothing can be written; what comes after that is lost. */
const KEPT_BYTES = 1_000_000;

/**
 * Tells on standard output what a process does, a line of JSON each. A log that cannot be written, because its disk is full or
 * its reader is gone, stops nothing of what it tells about.
 */
export function createLog(name: 'api' | 'worker', level: string): Logger {
  const output = pino.destination({ fd: 1, sync: true, maxLength: KEPT_BYTES });
  output.on('error', () => undefined);
  return pino({ level, base: { process: name } }, output);
}
