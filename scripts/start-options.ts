import { Command, InvalidArgumentError } from 'commander';
import { MOST_PROCESSES } from '../config.ts';

export type StartOptions = {
  fresh?: boolean;
  /** Processes of each kind; where the command line names none, API_PROCESSES and WORKER_PROCESSES do. */
  api?: number;
  worker?: number;
};

function processes(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST_PROCESSES)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_PROCESSES}.`);
  return count;
}

/**
 * Reads the command line (without node and the script's name).
 * @throws CommanderError with the exit code, after printing what is wrong or the text of --help.
 */
export function readStartOptions(
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): StartOptions {
  return new Command('npm start --')
    .description(
      'Brings up PostgreSQL, Redis, Temporal, the worker, the API and the storefront, and stops them at Ctrl-C.',
    )
    .option('--fresh', 'start over: delete what the embedded PostgreSQL, Redis and Temporal keep under .data/')
    .option('--api <count>', 'processes of the API, all on one port (API_PROCESSES, 1 when not given)', processes)
    .option('--worker <count>', 'workers (WORKER_PROCESSES, 1 when not given)', processes)
    .addHelpText('after', '\nEvery variable that can be set, in the shell or in a file .env, stands in .env.example.')
    .allowExcessArguments(false)
    .configureOutput({ writeErr: write, writeOut: write })
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<StartOptions>();
}
