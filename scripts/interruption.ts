import { setMaxListeners } from 'node:events';

/** npm passes Ctrl-C on to a process that the terminal has told already: what comes this soon after is the same Ctrl-C. */
const sameKeypressMs = 300;

/** The person, or the system, wants us to end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Aborts the signal at the first Ctrl-C (or SIGTERM, a closed terminal, npm's end); calls `force` when asked again. */
export function onInterruption(force: () => void): AbortSignal {
  const controller = new AbortController();
  // Every process we wait for listens.
  setMaxListeners(0, controller.signal);
  let first: number | undefined;
  const interrupt = () => {
    if (first === undefined) {
      first = performance.now();
      controller.abort(new Interrupted('interrupted'));
    } else if (performance.now() - first > sameKeypressMs) {
      force();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // npm runs us through a shell, and SIGTERM to npm ends that shell alone.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && first === undefined;
  if (process.env.npm_lifecycle_event) setInterval(() => orphaned() && interrupt(), 500).unref();
  // A terminal that is gone cannot be written to; the orderly stop goes on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return controller.signal;
}
