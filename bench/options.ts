import { Command, InvalidArgumentError } from 'commander';
import { scenarios } from './scenarios.ts';

export type Options = { only: string[]; quick: boolean };

const names = scenarios.map(({ name }) => name);

function scenarioNames(text: string): string[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no scenario ${unknown}; there are ${names.join(', ')}.`);
  return wanted;
}

/**
 * Reads the command line (without node and the script's name).
 * @throws CommanderError with the exit code, after printing what is wrong or the text of --help.
 */
export function readOptions(
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): Options {
  return new Command('npm run bench --')
    .description(
      'Measures TicketDrop on a stack of its own, each figure beside what the same machine reaches ' +
        'with nothing of the product in the way.',
    )
    .option('--only <names>', `scenarios to run, separated by commas: ${names.join(', ')}`, scenarioNames, names)
    .option('--quick', 'fewer and shorter rounds: to see that it works, not for figures to show around', false)
    .addHelpText(
      'after',
      `
A full run takes about ten minutes and wants the machine for itself. It writes bench/report.md and bench/report.json and
puts the figures into README.md and docs/OVERVIEW.md; with --only or --quick the report goes to .data/bench/ instead.

${scenarios.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}

Exit code: 0 when every goal is kept, 1 when one is missed or something fails, 130 after Ctrl-C.`,
    )
    .allowExcessArguments(false)
    .configureOutput({ writeErr: write, writeOut: write })
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Options>();
}

/** Whether every scenario runs, with all of its rounds. */
export const isFull = ({ only, quick }: Options): boolean => !quick && only.length === names.length;
