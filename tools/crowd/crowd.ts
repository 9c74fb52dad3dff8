import { CommanderError } from 'commander';
import colors from 'picocolors';
import { CannotStart } from '../../scripts/cannot-start.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { requireAddresses, requireOpenFiles } from './system-limits.ts';
import { run } from './run.ts';
import { readStack } from './stack.ts';

async function main(): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => (stop.signal.aborted ? process.exit(130) : stop.abort());
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const options = readOptions(process.argv.slice(2));
    const stack = await readStack(process.env);
    await requireAddresses(options.buyers);
    requireOpenFiles(options.buyers);
    const result = await run(options, stack, stop.signal);
    process.stdout.write(`${options.json ? JSON.stringify(result, undefined, 2) : report(result)}\n`);
    return result.ok ? 0 : 1;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode;
    if (stop.signal.aborted) {
      process.stderr.write('Stopped.\n');
      return 130;
    }
    const text =
      failure instanceof CannotStart ? failure.message : String(failure instanceof Error ? failure.stack : failure);
    process.stderr.write(`${colors.red(text)}\n`);
    return 1;
  }
}

process.exitCode = await main();
