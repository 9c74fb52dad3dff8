import { readdirSync, readFileSync } from 'node:fs';
import { signalGroup } from '../../scripts/process-registry.ts';
import type { Running } from '../../scripts/processes.ts';

/** One process of the stack, with everything it started itself, as tests kill, freeze and start it. */
export type Part = {
  readonly name: string;
  readonly runs: boolean;
  /** Whether it runs with variables that a test gave it. */
  readonly altered: boolean;
  /** Starts it, ready to serve; does nothing while it runs. What is given replaces variables of its environment for this run. */
  start(variables?: Record<string, string>): Promise<void>;
  /** Ends it as a loss of power would: at once, without a word. */
  kill(): Promise<void>;
  /** Ends it as an operator would: it finishes what it has begun. */
  stop(): Promise<void>;
  freeze(): void;
  thaw(): void;
};

/** `starts`: how often to try, because a server that was killed may leave a lock or a port behind that the system takes back a moment later. */
export function part(
  name: string,
  launch: (variables: Record<string, string>) => Promise<Running>,
  { starts = 1 } = {},
): Part {
  let running: Running | undefined;
  let starting: Promise<void> | undefined;
  let frozen: number[] = [];
  let altered = false;

  const thaw = () => {
    for (const pid of frozen) signal(pid, 'SIGCONT');
    frozen = [];
  };

  async function started(variables: Record<string, string>, attempt = 1): Promise<Running> {
    try {
      return await launch(variables);
    } catch (failure) {
      if (attempt >= starts) throw failure;
      return started(variables, attempt + 1);
    }
  }

  return {
    name,
    get runs() {
      return running !== undefined;
    },
    get altered() {
      return altered;
    },
    start(variables = {}) {
      if (running) return Promise.resolve();
      altered = Object.keys(variables).length > 0;
      return (starting ??= started(variables)
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
      const family = [pid, ...descendants(pid)];
      signalGroup(pid, 'SIGKILL');
      for (const member of family) signal(member, 'SIGKILL');
      frozen = [];
      await ended;
      running = undefined;
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

/** PostgreSQL puts each session in a group of its own, so a group is not the whole family. See proc(5): field 4 is the parent. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    try {
      const stat = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/stat`, 'utf8') : '';
      return stat ? [{ child: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }] : [];
    } catch {
      return []; // ended while we looked
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
    // it ended by itself
  }
}
