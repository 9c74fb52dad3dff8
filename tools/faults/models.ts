import { randomInt } from 'node:crypto';
import colors from 'picocolors';
import { runTests } from '../../scripts/test-run.ts';
import { addLine } from './page.ts';

/** What is drawn from a seed of the models has room for a thousand sequences each (tests/models/buyers.test.ts). */
const LAST_SEED = 2_000_000;

/** Tries so many seeds on the models that nobody has tried; the failure itself names the one that failed. */
export async function tryModels(seeds: number, tmpdir: string, interruption: AbortSignal): Promise<boolean> {
  const first = randomInt(1, LAST_SEED - seeds);
  const since = performance.now();
  const { ok } = await runTests(['--project', 'models'], interruption, {
    TMPDIR: tmpdir,
    MODEL_SEEDS: String(seeds),
    MODEL_FIRST_SEED: String(first),
  });
  const seconds = Math.round((performance.now() - since) / 1_000);
  addLine(
    'models',
    `${seeds} seeds from ${first} on, in ${seconds} s; ${ok ? 'everything was as the models say' : 'FAILED'}`,
  );
  console.log(
    ok ? colors.green('The models held.') : colors.red('Something was not as the models say; its seed stands above.'),
  );
  return ok;
}
