import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../whole-number.ts';

export type Options = {
  buyers: number;
  tickets: number;
  seed: number;
  /** Shares of the crowd, 0 to 1. */
  abandon: number;
  failPayment: number;
  retry: number;
  waveSize: number;
  waveIntervalMs: number;
  json: boolean;
};

const MAX_MINUTES = 30;

const share = (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be a share from 0 to 1, such as 0.15.');
  return value;
};

/**
 * Reads the command line (without node and the script's name).
 * @throws CommanderError with the exit code, after printing what is wrong or the text of --help.
 */
export function readOptions(
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): Options {
  const command = new Command('npm run crowd --')
    .description(
      'Sends a crowd of buyers through the public API of the running stack, ' +
        'then checks Postgres, Redis and Temporal against each other.',
    )
    .option('--buyers <count>', 'how many people come', wholeNumber(1, 20_000), 500)
    .option('--tickets <count>', 'how many tickets there are', wholeNumber(1, 100_000), 100)
    .option(
      '--seed <number>',
      'who does what: the same seed gives the same crowd (default: a new one, printed)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option('--abandon <share>', 'buyers who let their hold run out', share, 0.1)
    .option('--fail-payment <share>', 'buyers whose payment is declined', share, 0.1)
    .option('--retry <share>', 'buyers who send every request twice', share, 0.2)
    .option('--wave-size <count>', 'people let in at once (default: a tenth of the buyers)', wholeNumber(1, 20_000))
    .option('--wave-interval <ms>', 'milliseconds between two waves', wholeNumber(100, 600_000), 5_000)
    .option('--json', 'print the result as JSON on stdout, progress on stderr', false)
    .addHelpText(
      'after',
      '\nFor JSON alone on stdout: npm run --silent crowd -- --json\n' +
        'Exit code: 0 when every check holds, 1 when one fails or the stack is not running, 130 after Ctrl-C.',
    )
    .allowExcessArguments(false)
    .configureOutput({ writeErr: write })
    .exitOverride();
  const given = command
    .parse(args, { from: 'user' })
    .opts<
      Omit<Options, 'seed' | 'waveSize' | 'waveIntervalMs'> & { seed?: number; waveSize?: number; waveInterval: number }
    >();

  if (given.abandon + given.failPayment > 1)
    command.error('error: --abandon and --fail-payment are shares of one crowd: together at most 1.');
  const {
    waveInterval: waveIntervalMs,
    seed = randomInt(2 ** 32),
    waveSize = Math.ceil(given.buyers / 10),
    ...rest
  } = given;
  const minutes = (Math.ceil(given.buyers / waveSize) * waveIntervalMs) / 60_000;
  if (minutes > MAX_MINUTES) {
    command.error(
      `error: waves of ${waveSize} every ${waveIntervalMs} ms need ${Math.ceil(minutes)} minutes; ` +
        `choose larger or quicker waves (at most ${MAX_MINUTES} minutes).`,
    );
  }
  return { ...rest, seed, waveSize, waveIntervalMs };
}
