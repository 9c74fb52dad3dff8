import type { ReconcileReport } from '../workflows/messages.ts';

/** What the reconciler can repair, by kind. */
export type RepairKind = Exclude<keyof ReconcileReport, 'unmended'>;

/** What the reconciler works through, one by one. */
export type CheckedKind =
  | 'holds'
  | 'payments'
  | 'adoptions'
  | 'keys'
  | 'stock'
  | 'rooms'
  | 'places'
  | 'sales'
  | 'changes'
  | 'waves'
  | 'canceled'
  | 'refunds';

/** Metrics of what was done, counted where it happens and once, however often a step is repeated. */
export type Counters = {
  holds(): void;
  orders(): void;
  expiries(): void;
  admissions(count: number): void;
  refusals(reason: string): void;
  repairs(kind: RepairKind): void;
  /** Something that the reconciler could not repair, counted again in each of its cycles. */
  unmended(kind: CheckedKind): void;
};

/** Counts nothing: for a check-up by hand and for tests, which are no part of what the running system does. */
export const noCounters: Counters = {
  holds() {},
  orders() {},
  expiries() {},
  admissions() {},
  refusals() {},
  repairs() {},
  unmended() {},
};
