import { Command } from 'commander';
import { onInterruption } from '../../scripts/interruption.ts';
import { runCommand } from '../../scripts/run-command.ts';
import { runServiceTests } from '../../scripts/service-tests.ts';
import { wholeNumber } from '../whole-number.ts';

/**
 * Asks a running API whatever its OpenAPI document allows, and much that it does not. The test that does so is part of
 * `npm test` too; here it makes more requests, and new ones each time.
 */
const readOptions = () =>
  new Command('npm run fuzz --')
    .description('Sends made-up requests to every operation of the API and compares the answers with its description.')
    .option('--cases <count>', 'how many requests at least', wholeNumber(1, 1_000_000), 10_000)
    .option('--seed <number>', 'the seed of an earlier run', wholeNumber(0, 2 ** 31 - 1))
    .addHelpText(
      'after',
      '\nIt brings up a stack of its own on free ports; 10,000 requests take about five minutes.\n' +
        'Exit code: 0 when every answer is as described, 1 otherwise, 130 after Ctrl-C.',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .parse()
    .opts<{ cases: number; seed?: number }>();

const interruption = onInterruption(() => process.exit(130));
await runCommand(interruption, async () => {
  const { cases, seed = Math.floor(Math.random() * 2 ** 31) } = readOptions();
  console.log(`${cases} requests with the seed ${seed}; the result comes at the end.`);
  process.env['FUZZ_CASES'] = String(cases);
  process.env['FUZZ_SEED'] = String(seed);
  const { ok } = await runServiceTests([['--project', 'fuzz']], ['Redis', 'Temporal', 'Schemathesis'], interruption);
  return ok ? 0 : 1;
});
