import { readdirSync, readFileSync } from 'node:fs';
import { signalGroup } from '../../scripts/process-registry.ts';
import type { Running } from '../../scripts/processes.ts';

/** A process of the stack, with all its child processes, that tests kill, freeze and start. */
export type ManagedProcess = {
  readonly name: string;
  /** The process was last started with variables of a test. */
  readonly hasOverrides: boolean;
  /** Resolves when the process is ready; no effect while it runs. `variables` change its environment for this run. */
  start(variables?: Record<string, string>): Promise<void>;
  /** Ends it as a loss of power would: at once. */
  kill(): Promise<void>;
  /** Ends one of the processes that it has started, and whatever that one has started. */
  killChild(): void;
  /** Ends it as an operator would: it finishes the work that it has begun. */
  stop(): Promise<void>;
  freeze(): void;
  thaw(): void;
};

/** `startAttempts`: a killed server may leave a lock or a port behind that the system frees a moment later. */
export function managedProcess(
  name: string,
  launch: (variables: Record<string, string>) => Promise<Running>,
  { startAttempts = 1 } = {},
): ManagedProcess {
  let running: Running | undefined;
  let starting: Promise<void> | undefined;
  let frozen: number[] = [];
  let hasOverrides = false;

  const thaw = () => {
    for (const pid of frozen) signal(pid, 'SIGCONT');
    frozen = [];
  };

  async function launchWithRetry(variables: Record<string, string>, attempt = 1): Promise<Running> {
    try {
      return await launch(variables);
    } catch (failure) {
      if (attempt >= startAttempts) throw failure;
      return launchWithRetry(variables, attempt + 1);
    }
  }

  return {
    name,
    get hasOverrides() {
      return hasOverrides;
    },
    start(variables = {}) {
      if (running) return Promise.resolve();
      hasOverrides = Object.keys(variables).length > 0;
      return (starting ??= launchWithRetry(variables)
        .then((now) => {
          running = now;
          void now.ended.then(() => {
            if (running === now) running = undefined;
          });
        })
        .finally(() => (starting = undefined)));
    },
    async kill() {
      if (!running) return;
      const { pid, ended } = running;
      const tree = [pid, ...descendants(pid)];
      signalGroup(pid, 'SIGKILL');
      for (const one of tree) signal(one, 'SIGKILL');
      frozen = [];
      await ended;
      running = undefined;
    },
    killChild() {
      const [child] = running ? descendants(running.pid) : [];
      if (child === undefined) throw new Error(`${name} has no process that could be killed`);
      for (const one of [child, ...descendants(child)]) signal(one, 'SIGKILL');
    },
    async stop() {
      thaw();
      await running?.stop();
      running = undefined;
    },
    freeze() {
      if (!running) return;
      frozen = [running.pid, ...descendants(running.pid)];
      for (const pid of frozen) signal(pid, 'SIGSTOP');
    },
    thaw,
  };
}

/**
 * Process ids of all descendants. The process group is not enough, because PostgreSQL gives each session its own group.
 * Field 4 of /proc/<pid>/stat is the parent, see proc(5).
 */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    try {
      const stat = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/stat`, 'utf8') : '';
      return stat ? [{ child: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  const below = (one: number): number[] =>
    parents.filter(({ parent }) => parent === one).flatMap(({ child }) => [child, ...below(child)]);
  return below(pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}
