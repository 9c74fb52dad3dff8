import { Command, InvalidArgumentError } from 'commander';

/** `node`: the major versions of Node to check on; none means the Node that runs the command. */
export type CheckOptions = { node: number[] };

/** The oldest that works, and the long-term versions since. */
export const NODE_VERSIONS = [20, 22, 24, 26];

const nodeVersion = (text: string, earlier: number[]): number[] => {
  const version = Number(text);
  if (!NODE_VERSIONS.includes(version))
    throw new InvalidArgumentError(`TicketDrop is checked on Node ${NODE_VERSIONS.join(', ')}.`);
  return earlier.includes(version) ? earlier : [...earlier, version];
};

/**
 * Reads the command line (without node and the script's name).
 * @throws CommanderError after it has printed what is wrong, and also after --help, with the exit code to end with.
 */
export function readCheckOptions(
  args: string[],
  write: (text: string) => void = (text) => process.stderr.write(text),
): CheckOptions {
  return new Command('npm run check --')
    .description('Checks lint, types and format, and runs the unit tests and the replay of recorded histories.')
    .option(
      '--node <version>',
      `do so on another Node (${NODE_VERSIONS.join(', ')}), with the workflow tests and one purchase; may be repeated`,
      nodeVersion,
      [],
    )
    .addHelpText(
      'after',
      `
Without options no service and no network is needed. With --node, that Node is installed once from the npm package
\`node\` into the cache (TICKETDROP_CACHE), and the purchase runs on a stack of its own on free ports.

Exit code: 0 when everything passes, 1 when something fails, 130 after Ctrl-C.`,
    )
    .allowExcessArguments(false)
    .configureOutput({ writeErr: write, writeOut: write })
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts<CheckOptions>();
}
