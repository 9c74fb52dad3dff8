import { z } from 'zod';
import { readVariables } from '../../config.ts';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** How much the models try. The defaults suit a run of all tests; longer runs set the variables. */
export const scale = readVariables(
  z.object({
    /** Number of seeds, and the least number of commands that each of them runs. */
    MODEL_SEEDS: count(200),
    MODEL_COMMANDS: count(500),
    /** The other seeds are the numbers that follow this one. */
    MODEL_FIRST_SEED: count(1),
    /** Number of payments sent within 2 ms before or after the deadline. */
    RACE_TRIALS: count(10_000),
  }),
  process.env,
);
