import { setMaxListeners } from 'node:events';

/** At Ctrl-C the terminal signals us, then npm does. A second signal within this time is the same keypress. */
const sameKeypressMs = 300;

/** Why a run ended early: a signal asked for it. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Aborts the returned signal at the first Ctrl-C, SIGTERM, closed terminal or end of npm. The second calls `force`. */
export function onInterruption(force: () => void): AbortSignal {
  const controller = new AbortController();
  // Every child process adds a listener, so Node's warning about many listeners does not apply.
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
  // npm runs us through a shell, and SIGTERM to npm ends only that shell, so a new parent means that npm has ended.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && first === undefined;
  if (process.env.npm_lifecycle_event) setInterval(() => orphaned() && interrupt(), 500).unref();
  // Writing to a closed terminal fails; the orderly stop continues without output.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return controller.signal;
}
