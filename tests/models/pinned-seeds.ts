/** Seeds that once failed, with what they found; they are run first, for ever. */
export const pinnedSeeds: { seed: number; found: string }[] = [];
