import colors from 'picocolors';
import spinnerOf from 'yocto-spinner';

/** Reports the current step of a task in a few words; called again whenever the step changes. */
export type Report = (doing: string) => void;

export type Progress = {
  /** Shows `name` as running until the promise settles. `done` turns the result into the text after the tick. */
  task<Result>(
    name: string,
    work: (report: Report) => Promise<Result>,
    done?: (result: Result) => string,
  ): Promise<Result>;
  say(line: string): void;
};

type Task = { name: string; doing: string; since: number };

const seconds = (since: number) => (performance.now() - since) / 1000;

/** Shows a spinner on a terminal and plain lines elsewhere. Several tasks may run at once. */
export function createProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  const tasks = new Set<Task>();
  const shownErrors = new Set<unknown>();
  const interactive = out.isTTY && process.env.TERM !== 'dumb' && !process.env.CI;
  const display = interactive ? spinningDisplay(tasks, out) : plainDisplay(tasks, out);

  return {
    async task(name, work, done = () => '') {
      const task: Task = { name, doing: '', since: performance.now() };
      tasks.add(task);
      display.changed(task);
      try {
        const result = await work((doing) => {
          if (task.doing === doing) return;
          task.doing = doing;
          display.changed(task);
        });
        tasks.delete(task);
        display.line(
          [colors.green('✔'), name.padEnd(12), done(result), colors.dim(`${seconds(task.since).toFixed(1)} s`)]
            .filter(Boolean)
            .join(' '),
        );
        return result;
      } catch (error) {
        tasks.delete(task);
        // One failure aborts the other tasks, which then reject with the same error: they have not failed themselves.
        const aborted = shownErrors.has(error) || (error instanceof Error && error.name === 'AbortError');
        shownErrors.add(error);
        display.line(aborted ? colors.dim(`– ${name}, called off`) : `${colors.red('✖')} ${name}`);
        throw error;
      }
    },
    say: (line) => display.line(line),
  };
}

type Display = { changed(task: Task): void; line(text: string): void };

function spinningDisplay(tasks: Set<Task>, out: NodeJS.WriteStream): Display {
  // The command handles signals itself, to stop everything in order before it ends.
  const spinner = spinnerOf({ stream: out, handleSignals: false });
  let refresh: NodeJS.Timeout | undefined;

  const show = () => {
    const parts = [...tasks].map(
      ({ name, doing, since }) =>
        `${name}${doing && `: ${doing}`}${seconds(since) > 3 ? ` (${seconds(since).toFixed(0)} s)` : ''}`,
    );
    spinner.text = parts.join(' · ').slice(0, (out.columns || 80) - 4);
  };
  return {
    changed() {
      show();
      spinner.start();
      refresh ??= setInterval(show, 1_000);
    },
    line(text) {
      if (tasks.size === 0) {
        clearInterval(refresh);
        refresh = undefined;
        spinner.stop();
      } else show();
      out.write(`${text}\n`);
    },
  };
}

function plainDisplay(tasks: Set<Task>, out: NodeJS.WriteStream): Display {
  const line = (text: string) => void out.write(`${text}\n`);
  const heartbeat = setInterval(() => {
    for (const { name, doing, since } of tasks)
      line(`  ${name}: ${doing || 'working'}, ${seconds(since).toFixed(0)} s`);
  }, 20_000);
  heartbeat.unref();
  return { changed: ({ name, doing }) => doing && line(`  ${name}: ${doing}`), line };
}
