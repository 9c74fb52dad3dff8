import pMap from 'p-map';
import { messageOf } from '../../log-redaction.ts';
import type { RepairKind } from '../counters.ts';
import { withinTime } from './within-time.ts';

/**
 * Something that is not as it should be. `repair` is one of the product's own steps, safe to repeat and safe when the
 * problem goes away by itself meanwhile; where there is none, a person has to look.
 */
export type Finding = { subject: string; problem: string; repair?: Repair };

/** `run` returns the kind of what it repaired, or `nothing` where there was nothing to do any more. */
export type Repair = { action: string; run: () => Promise<RepairKind | 'nothing'> };

/** Things of one kind, and how each of them is looked at: undefined when nothing is wrong with it. */
export type Check<Item> = {
  items: Item[];
  subject: (item: Item) => string;
  look: (item: Item) => Promise<Omit<Finding, 'subject'> | undefined>;
};

/** Few, because purchases use the same connections. */
export const AT_ONCE = 5;

/** Looks at each thing by itself: one that cannot be looked at is a finding too, and hides no other. */
export async function findingsOf<Item>({ items, subject, look }: Check<Item>): Promise<Finding[]> {
  const found = await pMap(
    items,
    (item) => withinTime(() => look(item)).catch((failure: unknown) => ({ problem: unreadable(failure) })),
    { concurrency: AT_ONCE },
  );
  return found.flatMap((finding, i) => (finding ? [{ ...finding, subject: subject(items[i]!) }] : []));
}

const unreadable = (failure: unknown) => `cannot be looked at: ${reasonOf(failure)}`;

/** What a failure says, without the values that it quotes. */
export const reasonOf = (failure: unknown): string =>
  failure instanceof Error ? messageOf(failure).slice(0, 300) : 'something that is no error was thrown';
