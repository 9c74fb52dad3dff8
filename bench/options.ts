import { Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../tools/whole-number.ts';
import { profiledParts, type ProfiledPart } from './profile.ts';
import { scenarios } from './scenarios.ts';

export type Options = {
  only: string[];
  quick: boolean;
  /** The process of which every scenario leaves CPU profiles and a summary of them. */
  profile?: ProfiledPart;
  /** A commit to compare this one with, instead of running the scenarios. */
  against?: string;
  rounds: number;
  buyers: number;
  concurrency: number;
};

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
    .addOption(
      new Option('--profile <process>', 'leave CPU profiles of it under .data/bench/profiles/').choices(profiledParts),
    )
    .option('--against <commit>', 'start the product of that commit and this one in turns, under the same load')
    .option('--rounds <count>', 'with --against: how often', wholeNumber(1, 100), 3)
    .option('--buyers <count>', 'with --against: how many buy', wholeNumber(1, 100_000), 600)
    .option('--concurrency <count>', 'with --against: how many of them at once', wholeNumber(1, 1_000), 32)
    .addHelpText(
      'after',
      `
A full run takes about ten minutes and wants the machine for itself. It writes bench/report.md and bench/report.json and
puts the figures into README.md and docs/OVERVIEW.md; with --only or --quick the report goes to .data/bench/ instead.
--against writes the ratio of each figure to .data/bench/against.md; three rounds take about eight minutes.

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
export const isFull = ({ only, quick, profile }: Options): boolean =>
  !quick && profile === undefined && only.length === names.length;
