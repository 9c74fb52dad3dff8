import cluster from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Restarts } from './restarts.ts';

type Plan = {
  count: number;
  log: Logger;
  /** What differs in the environment of the process with this number; numbers begin at 1. */
  variablesOf?: (number: number) => Record<string, string>;
};

/**
 * Runs this program so many times, each process with its number as its argument, until it is told to stop; all of them
 * then finish what they have begun. The port of an HTTP server is one for all: whichever is free takes a connection. A
 * process that ends is replaced while the others go on. Where that is of no use, all of them stop and the exit code is
 * 1, for whoever supervises this program to see.
 */
export async function runProcessGroup({ count, log, variablesOf = () => ({}) }: Plan): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const restarts = new Restarts();
  // Each process takes its own connections; from the first one it would get them one at a time.
  cluster.schedulingPolicy = cluster.SCHED_NONE;

  /** Resolves when the process has ended. */
  async function run(number: number) {
    cluster.setupPrimary({ args: [String(number)] });
    const child = cluster.fork(variablesOf(number));
    const { pid } = child.process;
    let servedSince: number | undefined;
    child.on('message', (message) => {
      if (message !== ready) return;
      servedSince = performance.now();
      restarts.served();
      log.info({ number, childPid: pid }, 'a process of the group is ready');
    });
    const stop = () => child.process.kill('SIGTERM');
    stopping.signal.addEventListener('abort', stop);
    const [code, killer] = await once(child, 'exit');
    stopping.signal.removeEventListener('abort', stop);
    const at = performance.now();
    return { number, childPid: pid, code, killer, at, servedMs: servedSince && at - servedSince };
  }

  async function keepRunning(number: number): Promise<void> {
    while (!stopping.signal.aborted) {
      const { at, servedMs, ...end } = await run(number);
      if (stopping.signal.aborted) return;
      const pauseMs = restarts.pauseAfter({ at, servedMs });
      if (pauseMs === undefined) {
        log.fatal(end, 'a process ended, and starting it again is of no use; all of them stop');
        process.exitCode = 1;
        stopping.abort();
        return;
      }
      log.error({ ...end, pauseMs }, 'a process ended; the others go on, and another one takes its place');
      await pauseFor(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  await Promise.all(Array.from({ length: count }, (_, index) => keepRunning(index + 1)));
}

const ready = 'ready';

/** Tells the group that this process serves now. Nobody hears it where the process is alone. */
export const announceReady = (): void => void process.send?.(ready);

/** Ends the connection to the group, which would keep a process alive that has nothing left to do. */
export const leaveGroup = (): void => void cluster.worker?.disconnect();

/** The number of this process in its group; undefined for one that is alone. */
export const processNumber = (): number | undefined => (cluster.isWorker ? Number(process.argv[2]) : undefined);
