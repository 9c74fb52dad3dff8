import pMap from 'p-map';
import type { ReconcileReport, Unmended } from '../../workflows/messages.ts';
import type { CheckedKind, Counters, RepairKind } from '../counters.ts';
import { AT_ONCE, reasonOf, type Check } from './finding.ts';
import { withinTime } from './within-time.ts';

/** A step ends in this time and leaves the rest to the next cycle. The workflow waits 40 s for it. */
const STEP_MS = 25_000;
/** A report names as many things as can be read; the metric counts all. */
const MOST_NAMED = 20;

/** What is to be done about the things of one kind. `mend` is safe to repeat. */
export type Chore<Item> = Pick<Check<Item>, 'items' | 'subject'> & {
  kind: CheckedKind;
  mend: (item: Item) => Promise<RepairKind | 'nothing'>;
};

/** Repairs what a check finds; what it has no repair for remains unmended. */
export const repairsOf = <Item>(kind: CheckedKind, { look, ...things }: Check<Item>): Chore<Item> => ({
  ...things,
  kind,
  async mend(item) {
    const finding = await look(item);
    if (!finding) return 'nothing';
    if (!finding.repair) throw new Error(finding.problem);
    return finding.repair.run();
  },
});

/**
 * Works through things each by itself, so that one which cannot be mended stops no other. What failed is tried once
 * more at the end, and comes last in the next cycle, so that many such things delay nobody either.
 */
export function mender(counters: Counters) {
  const failedBefore = new Map<CheckedKind, Set<string>>();

  return async <Item>({ kind, items, subject, mend }: Chore<Item>): Promise<ReconcileReport> => {
    const until = Date.now() + STEP_MS;
    const repaired: Partial<Record<RepairKind, number>> = {};
    const run = async (item: Item) => {
      const left = until - Date.now();
      if (left <= 0) throw new NotReached('no time was left for it in this cycle');
      const what = await withinTime(() => mend(item), left);
      if (what === 'nothing') return;
      repaired[what] = (repaired[what] ?? 0) + 1;
      counters.repairs(what);
    };

    const isLast = failedBefore.get(kind);
    const [first, last] = [
      items.filter((item) => !isLast?.has(subject(item))),
      items.filter((item) => isLast?.has(subject(item))),
    ];
    const tried = await failuresOf([...first, ...last], run);
    const failed = await failuresOf(
      tried.map(({ item }) => item),
      run,
    );
    // What was not reached keeps its turn.
    const failing = tried.filter(({ item, failure }) => !(failure instanceof NotReached) || isLast?.has(subject(item)));
    failedBefore.set(kind, new Set(failing.map(({ item }) => subject(item))));
    for (const _ of failed) counters.unmended(kind);
    const unmended = failed
      .slice(0, MOST_NAMED)
      .map(({ item, failure }): Unmended => ({ subject: subject(item), reason: reasonOf(failure) }));
    return { ...repaired, ...(unmended.length > 0 && { unmended }) };
  };
}

class NotReached extends Error {}

async function failuresOf<Item>(items: Item[], run: (item: Item) => Promise<void>) {
  const failed: { item: Item; failure: unknown }[] = [];
  await pMap(items, (item) => run(item).catch((failure: unknown) => failed.push({ item, failure })), {
    concurrency: AT_ONCE,
  });
  return failed;
}

/** One report of several, whose repairs are of different kinds. */
export function joinReports(reports: ReconcileReport[]): ReconcileReport {
  const unmended = reports.flatMap((report) => report.unmended ?? []);
  return { ...Object.assign({}, ...reports), ...(unmended.length > 0 && { unmended }) };
}
