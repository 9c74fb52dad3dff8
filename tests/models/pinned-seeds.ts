/** Seeds that failed once, with what they found. Every run starts with them. */
export const pinnedSeeds: { seed: number; found: string }[] = [];
