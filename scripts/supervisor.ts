import { CannotStart } from './cannot-start.ts';
import { lastLines, type Running } from './processes.ts';
import type { Progress } from './progress.ts';

/** Waits until the signal aborts. @throws CannotStart when one of the processes ends before that. */
export async function supervise(running: Running[], signal: AbortSignal): Promise<void> {
  const aborted = new Promise<undefined>((done) => {
    signal.addEventListener('abort', () => done(undefined), { once: true });
    if (signal.aborted) done(undefined);
  });
  const exited = await Promise.race([
    aborted,
    ...running.map((process) => process.ended.then((how) => ({ process, how }))),
  ]);
  if (exited)
    throw new CannotStart(
      `${exited.process.name} ${exited.how}; the rest was stopped. ${lastLines(exited.process.log)}`,
    );
}

/** Clients stop before their servers, so that each can finish its work. */
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
