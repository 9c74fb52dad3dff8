import { z } from 'zod';
import { readVariables } from '../../config.ts';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** How much is tried. The defaults fit into a run of all tests; the long form sets the variables. */
export const scale = readVariables(
  z.object({
    /** Sequences of buyers' commands, each on an event of its own, and the least number of commands in each. */
    MODEL_SEEDS: count(200),
    MODEL_COMMANDS: count(500),
    /** The first seed: the next ones follow. */
    MODEL_FIRST_SEED: count(1),
    /** Payments that come within 2 ms of the deadline, before it or after. */
    RACE_TRIALS: count(10_000),
  }),
  process.env,
);
