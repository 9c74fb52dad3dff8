import type { Counters, RepairKind } from '../counters.ts';

/**
 * Something that is not as it should be. `repair` is one of the product's own steps, safe to repeat and safe when the
 * problem goes away by itself meanwhile; where there is none, a person has to look.
 */
export type Finding = { subject: string; problem: string; repair?: Repair };

/** `run` returns the kind of what it repaired, or `nothing` where there was nothing to do any more. */
export type Repair = { action: string; run: () => Promise<RepairKind | 'nothing'> };

/** How many things of each kind were repaired. */
export type RepairCounts = Partial<Record<RepairKind, number>>;

/** Runs repairs one after the other and counts by kind what they repaired. */
export async function runRepairs(repairs: Repair['run'][], counters: Counters): Promise<RepairCounts> {
  const counts: RepairCounts = {};
  for (const run of repairs) {
    const kind = await run();
    if (kind === 'nothing') continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
    counters.repairs(kind);
  }
  return counts;
}

/** The repairs of those findings that have one. */
export const repairsOf = (findings: Finding[]): Repair['run'][] => findings.flatMap(({ repair }) => repair?.run ?? []);
