import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { removeProcessRecord, recordProcess, signalGroup } from './process-registry.ts';
import { until } from './poll.ts';

export type ProcessPlan = {
  /** For messages; in lower case it names the log file. */
  name: string;
  dataDir: string;
  command: string;
  args: string[];
  cwd?: string;
  /** The whole environment of the process: nothing else is inherited. */
  env: Record<string, string | undefined>;
  runAs?: { uid: number; gid: number };
  stopSignal?: NodeJS.Signals;
  /** How long an orderly stop may take before the process is killed. */
  stopWithinMs?: number;
  ready: () => Promise<boolean>;
  readyWithinMs?: number;
  /** Time between two calls of `ready`, 100 ms when not given. */
  readyEveryMs?: number;
  signal?: AbortSignal;
};

export type Running = {
  name: string;
  pid: number;
  log: string;
  /** Resolves when the process has ended, with the predicate of a sentence: `ended with exit code 1`. Never rejects. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

/**
 * Starts a process with its output in a log file and waits until it is ready. It gets a process group of its own:
 * Ctrl-C in the terminal then reaches only this process, which stops the others in order. When this rejects, nothing
 * is left running.
 * @throws CannotStart with the last lines of the log when the process ends or is not ready in time.
 */
export async function startProcess(plan: ProcessPlan): Promise<Running> {
  const { name, dataDir, readyWithinMs = 120_000, stopSignal = 'SIGTERM', signal } = plan;
  signal?.throwIfAborted();
  const log = newLog(dataDir, name);
  const output = openSync(log, 'a');
  const child = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: plan.env,
    ...plan.runAs,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) {
    const [error] = await once(child, 'error');
    throw new CannotStart(`${name} cannot be started: ${error.message}.`);
  }
  recordProcess(dataDir, name, pid, stopSignal);

  let exited = false;
  const ended = once(child, 'exit').then(([code, killer]) => {
    exited = true;
    signalGroup(pid, 'SIGKILL');
    removeProcessRecord(dataDir, pid);
    return killer === null ? `ended with exit code ${code}` : `was ended by ${killer}`;
  });

  const stop = async () => {
    if (exited) return;
    child.kill(stopSignal);
    const killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), plan.stopWithinMs ?? 15_000);
    await ended;
    clearTimeout(killTimer);
  };

  try {
    const ready = await until(async () => exited || (await plan.ready()), {
      withinMs: readyWithinMs,
      everyMs: plan.readyEveryMs,
      signal,
    });
    if (exited) throw new CannotStart(`${name} ${await ended} instead of starting. ${lastLines(log)}`);
    if (!ready) throw new CannotStart(`${name} was not ready within ${readyWithinMs / 1000} s. ${lastLines(log)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, pid, log, ended, stop };
}

/** The last lines of a log under a heading with its path, for an error message. */
export function lastLines(log: string, count = 15): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count);
  return `Last lines of ${log}:\n${lines.map((line) => `    ${line.slice(0, 300)}`).join('\n')}`;
}

/** A new log file for this run; the log of the previous run is kept as `.previous.log`. */
function newLog(dataDir: string, name: string): string {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${name.toLowerCase().replaceAll(' ', '-')}.log`);
  if (existsSync(log)) renameSync(log, log.replace(/\.log$/, '.previous.log'));
  return log;
}
