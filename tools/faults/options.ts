import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../whole-number.ts';

export type FaultOptions = {
  nightly: boolean;
  seed?: number;
  drops: number;
  onlyDrops: boolean;
  rows?: string;
  /** How many new seeds the models run with; each is a sequence of buyers' commands. */
  models: number;
  onlyModels: boolean;
};

const rows = (text: string) => {
  if (!/^F\d+(,F\d+)*$/.test(text))
    throw new InvalidArgumentError('It must name rows of the table, such as F9 or F9,F16.');
  return text;
};

const DROPS = 10;
const NIGHTLY_DROPS = 100;
const NIGHTLY_MODELS = 10_000;

/**
 * Reads the command line (without node and the script's name).
 * @throws CommanderError with the exit code, after printing what is wrong or the text of --help.
 */
export function readFaultOptions(
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): FaultOptions {
  const given = new Command('npm run faults --')
    .description(
      'Kills, freezes and cuts off the real processes, row by row of the fault catalogue, ' +
        'and writes the table of docs/FAULTS.md.',
    )
    .option(
      '--nightly',
      `drops with ${NIGHTLY_DROPS} new seeds instead of ${DROPS}, and the models with ${NIGHTLY_MODELS}`,
      false,
    )
    .option('--drops <count>', 'how many drops with new seeds', wholeNumber(0, 100_000))
    .option('--only-drops', 'only the drops with new seeds; the table stays as it is', false)
    .option(
      '--models <count>',
      'how many new seeds for the models, 500 commands of buyers each',
      wholeNumber(0, 100_000),
    )
    .option('--only-models', `only the models; with ${NIGHTLY_MODELS} new seeds unless --models says how many`, false)
    .option(
      '--seed <number>',
      'only a large drop and a small one, with the schedules of this seed; the table stays as it is',
      wholeNumber(0, 2 ** 31 - 1),
    )
    .option('--rows <list>', 'only these rows, such as F9 or F9,F16; the other rows stay as they are', rows)
    .addHelpText(
      'after',
      '\nIt brings up a stack of its own on free ports. ' +
        'Logs of the processes and of the clients of a run are kept in .data/faults/.\n' +
        'Exit code: 0 when every test passes, 1 when one fails, 130 after Ctrl-C.',
    )
    .allowExcessArguments(false)
    .configureOutput({ writeErr: write, writeOut: write })
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<Partial<FaultOptions> & Pick<FaultOptions, 'nightly' | 'onlyDrops' | 'onlyModels'>>();
  const {
    drops = given.nightly ? NIGHTLY_DROPS : DROPS,
    models = given.nightly || given.onlyModels ? NIGHTLY_MODELS : 0,
    ...rest
  } = given;
  return { ...rest, drops, models };
}
