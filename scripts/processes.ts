import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';
import { forgetProcess, recordProcess, signalGroup } from './process-registry.ts';
import { until } from './poll.ts';

export type ProcessPlan = {
  /** For messages; in lower case it names the log file. */
  name: string;
  dataDir: string;
  command: string;
  args: string[];
  cwd?: string;
  /** The whole environment of the process: nothing is inherited that is not said here. */
  env: Record<string, string | undefined>;
  runAs?: { uid: number; gid: number };
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end in order, before it is killed. */
  stopWithinMs?: number;
  ready: () => Promise<boolean>;
  readyWithinMs?: number;
  signal?: AbortSignal;
};

export type Running = {
  name: string;
  pid: number;
  log: string;
  /** Resolves, never rejects, with how it ended, for a sentence. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches only us and we decide the order, with
 * its output in a log file, and waits until it is ready. When this rejects, nothing is left running.
 * @throws CannotStart with the last lines of its log when it ends or is not ready in time.
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

  let over = false;
  const ended = once(child, 'exit').then(([code, killer]) => {
    over = true;
    signalGroup(pid, 'SIGKILL');
    forgetProcess(dataDir, pid);
    return killer === null ? `ended with exit code ${code}` : `was ended by ${killer}`;
  });

  const stop = async () => {
    if (over) return;
    child.kill(stopSignal);
    const patience = setTimeout(() => signalGroup(pid, 'SIGKILL'), plan.stopWithinMs ?? 15_000);
    await ended;
    clearTimeout(patience);
  };

  try {
    const ready = await until(async () => over || (await plan.ready()), { withinMs: readyWithinMs, signal });
    if (over) throw new CannotStart(`${name} ${await ended} instead of starting. ${lastLines(log)}`);
    if (!ready) throw new CannotStart(`${name} was not ready within ${readyWithinMs / 1000} s. ${lastLines(log)}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, pid, log, ended, stop };
}

/** The end of a log with its path, for somebody who wants to know what went wrong. */
export function lastLines(log: string, count = 15): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count);
  return `Last lines of ${log}:\n${lines.map((line) => `    ${line.slice(0, 300)}`).join('\n')}`;
}

/** One log a run, and the one of the run before. */
function newLog(dataDir: string, name: string): string {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${name.toLowerCase().replaceAll(' ', '-')}.log`);
  if (existsSync(log)) renameSync(log, log.replace(/\.log$/, '.previous.log'));
  return log;
}
