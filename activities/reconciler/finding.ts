import type { Counters, Mended } from '../ports.ts';

/**
 * Something that is not as it should be. `mend` is one of the product's own steps, safe to repeat and to meet the thing
 * itself half way; where there is none, a person has to look.
 */
export type Finding = { about: string; what: string; mend?: Mend };

export type Mend = { does: string; run: () => Promise<Mended | 'nothing'> };

export type Tally = Partial<Record<Mended, number>>;

/** Takes mends one after the other and counts by kind what they mended. */
export async function mendAll(mends: Mend['run'][], counters: Counters): Promise<Tally> {
  const tally: Tally = {};
  for (const run of mends) {
    const done = await run();
    if (done === 'nothing') continue;
    tally[done] = (tally[done] ?? 0) + 1;
    counters.mended(done);
  }
  return tally;
}

/** The mends of what was found, as far as there are any. */
export const mendsOf = (findings: Finding[]): Mend['run'][] => findings.flatMap(({ mend }) => mend?.run ?? []);
