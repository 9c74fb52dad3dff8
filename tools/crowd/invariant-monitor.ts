import { setTimeout as sleep } from 'node:timers/promises';
import { describeViolation } from './checks.ts';
import type { DatabaseView } from './database-view.ts';
import type { TemporalView } from './temporal-view.ts';

const INTERVAL_MS = 1_000;
const HOLDS_PER_SNAPSHOT = 5;

/** What the monitor found over the whole run. */
export type InvariantReport = {
  snapshots: number;
  /** Snapshots that failed because a store did not answer. */
  missed: number;
  /** Active holds whose workflow was looked up. */
  holdsChecked: number;
  broken: Set<string>;
};

/**
 * Checks the invariants every second while the drop runs: they have to hold at every moment, not only at the end.
 * `onSnapshot` gets the held and sold tickets each time; `stop` ends the monitor.
 */
export async function monitorInvariants(options: {
  database: DatabaseView;
  temporal: TemporalView;
  onSnapshot: (tickets: { held: number; sold: number }) => void;
  stop: AbortSignal;
}): Promise<InvariantReport> {
  const { database, temporal, onSnapshot, stop } = options;
  const report: InvariantReport = { snapshots: 0, missed: 0, holdsChecked: 0, broken: new Set() };
  const takeSnapshot = async () => {
    const [tiers, violations, holds] = await Promise.all([
      database.tiers(),
      database.violations(),
      database.activeReservations(HOLDS_PER_SNAPSHOT),
    ]);
    for (const violation of violations) report.broken.add(describeViolation(violation));
    for (const id of holds) {
      report.holdsChecked += 1;
      // A hold may end between the two questions: only one that is still active lacks a workflow.
      if (!(await temporal.isRunning(id)) && (await database.isActive(id)))
        report.broken.add(`reservation ${id} is active, but no workflow runs for it`);
    }
    report.snapshots += 1;
    onSnapshot({ held: sum(tiers.map(({ held }) => held)), sold: sum(tiers.map(({ sold }) => sold)) });
  };
  while (!stop.aborted) {
    // A store that is down for a while does not end the run: the next snapshot checks again.
    await takeSnapshot().catch(() => {
      report.missed += 1;
    });
    await sleep(INTERVAL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return report;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
