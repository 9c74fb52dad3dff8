import { randomInt } from 'node:crypto';
import colors from 'picocolors';
import { runTests } from '../../scripts/test-run.ts';
import { runLine, updatePage } from './page.ts';

/** A seed of the models has room for a thousand sequences each (tests/models/buyers.test.ts), so seeds end here. */
const LAST_SEED = 2_000_000;

/** Runs the models with this many consecutive new seeds. A failing test prints its seed itself. */
export async function runModels(seeds: number, tmpdir: string, interruption: AbortSignal): Promise<boolean> {
  const first = randomInt(1, LAST_SEED - seeds);
  const since = performance.now();
  const { ok } = await runTests(['--project', 'models'], interruption, {
    TMPDIR: tmpdir,
    MODEL_SEEDS: String(seeds),
    MODEL_FIRST_SEED: String(first),
  });
  const seconds = Math.round((performance.now() - since) / 1_000);
  const line = runLine(
    `${seeds} seeds from ${first} on, in ${seconds} s; ${ok ? 'everything was as the models say' : 'FAILED'}`,
  );
  updatePage((page) => ({ ...page, models: [...page.models, line] }));
  console.log(
    ok ? colors.green('The models held.') : colors.red('Something was not as the models say; its seed stands above.'),
  );
  return ok;
}
