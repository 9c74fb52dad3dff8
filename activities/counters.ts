import type { MailKind } from '../prisma/generated/client.ts';
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

/** What became of an attempt to send a mail. `deferred`: it is tried again; `void`: nothing is left to tell. */
export type MailResult = 'sent' | 'deferred' | 'refused' | 'void' | 'given_up';

/** What became of a payment. `authorised`: its money is set aside. */
export type PaymentResult = 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';

/** Metrics of what was done, counted where it happens and once, however often a step is repeated. */
export type Counters = {
  holds(): void;
  orders(): void;
  expiries(): void;
  admissions(count: number): void;
  refusals(reason: string): void;
  mails(kind: MailKind, outcome: MailResult): void;
  payments(outcome: PaymentResult): void;
  /** How long it took from the begin of a payment until its money was taken. */
  captureSeconds(seconds: number): void;
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
  mails() {},
  payments() {},
  captureSeconds() {},
  repairs() {},
  unmended() {},
};
