import { CommanderError } from 'commander';
import colors from 'picocolors';
import { CannotStart } from './cannot-start.ts';

/**
 * Runs a command and ends this process with its exit code: 130 after Ctrl-C, with `whenStopped` if there is something
 * to say of that; that of commander for options that are wrong; 1 for any other failure, whose cause is printed.
 */
export async function runCommand(
  interruption: AbortSignal,
  run: () => Promise<number>,
  whenStopped?: string,
): Promise<never> {
  try {
    process.exitCode = await run();
  } catch (failure) {
    if (failure instanceof CommanderError) process.exitCode = failure.exitCode;
    else if (interruption.aborted) {
      process.exitCode = 130;
      if (whenStopped !== undefined) console.error(whenStopped);
    } else {
      process.exitCode = 1;
      console.error(failure instanceof CannotStart ? colors.red(failure.message) : failure);
    }
  }
  process.exit();
}
