import { CannotStart } from './cannot-start.ts';
import { lastLines, type Running } from './processes.ts';
import type { Progress } from './progress.ts';

/** Returns when the signal aborts. @throws CannotStart when one of the processes ends before that. */
export async function stillRunning(running: Running[], signal: AbortSignal): Promise<void> {
  const asked = new Promise<undefined>((done) => {
    signal.addEventListener('abort', () => done(undefined), { once: true });
    if (signal.aborted) done(undefined);
  });
  const gone = await Promise.race([
    asked,
    ...running.map((process) => process.ended.then((how) => ({ process, how }))),
  ]);
  if (gone)
    throw new CannotStart(`${gone.process.name} ${gone.how}; the rest was stopped. ${lastLines(gone.process.log)}`);
}

/** Callers before those they call, so that nobody loses what it needs to finish its work. */
const stopOrder = ['Web', 'API', 'Worker', 'Temporal', 'Redis', 'PostgreSQL'];

const rank = ({ name }: Running) => stopOrder.indexOf(name);

export async function stopAll(running: Running[], progress: Progress): Promise<void> {
  if (running.length === 0) return;
  await progress.task('Stopping', async (report) => {
    for (const process of running.toSorted((one, other) => rank(one) - rank(other))) {
      report(process.name);
      await process.stop();
    }
  });
}
