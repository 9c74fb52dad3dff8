import type { Window } from './waiting-room/statistics-windows.ts';
import type {
  CheckoutAnswer,
  CheckoutIntent,
  HoldAnswer,
  ReconcileReport,
  ReservationRequest,
  WaitingPlace,
} from '../workflows/messages.ts';

/**
 * The doors to the outside that activities, and the API where it only reads or knocks at the gate, go through.
 * Redis answers `unknown` when it has lost what it should know; a caller never takes that for zero or for unlimited.
 */

export type Settings = {
  waveSize: number;
  waveIntervalMs: number;
  accessTtlMs: number;
  tokenTtlMs: number;
};

/** A sale as the gate needs to know it. Times are milliseconds since the epoch. */
export type GateSale = Settings & { eventId: string; open: boolean; onSaleAt: number; paused: boolean };

/** `admitted` says that this very join went in without waiting. */
export type JoinAnswer =
  | { outcome: 'joined'; token: string; admitted: boolean }
  | { outcome: 'unknown' | 'sale_closed' };

/** Where a place stands, by Redis's own clock (`now`). `position` counts from 1 and is 0 once admitted. */
export type Standing = {
  outcome: 'standing';
  now: number;
  onSaleAt: number;
  paused: boolean;
  position: number;
  total: number;
  accessUntil?: number;
  waveSize: number;
  waveIntervalMs: number;
  /** When the last wave went; absent before the first one. */
  lastWaveAt?: number;
};

export type PassAnswer = 'valid' | 'not_admitted' | 'foreign' | 'paused' | 'sale_closed' | 'unknown';

export type WaitingRoom = {
  /** Gives a place at the end, or the place this buyer has already. Safe to repeat with the same token. */
  join(eventId: string, place: { token: string; buyerId?: string }): Promise<JoinAnswer>;
  standing(eventId: string, token: string): Promise<Standing | { outcome: 'gone' | 'unknown' }>;
  /** May this buyer reserve now? A place joined without a name belongs to the first buyer who uses it. */
  checkPass(eventId: string, token: string, buyerId: string): Promise<PassAnswer>;
  /** The buyer ('' for a nameless one) gives the place back; the entry's workflow is told through the join stream. `gone` also for somebody else's place. */
  leave(eventId: string, token: string, buyerId: string): Promise<'left' | 'gone'>;
  /** Empties the room; returns how many places ended. */
  clear(eventId: string): Promise<number>;
  /** How many wait and how many are admitted now; undefined where Redis does not know the sale. */
  crowd(eventId: string): Promise<{ waiting: number; admitted: number } | undefined>;
  /** Tells the gate the sale as Postgres has it; keeps the queue. */
  publish(sale: GateSale): Promise<void>;
  /** Events whose sale the gate knows. */
  publishedSales(): Promise<string[]>;
  knows(eventId: string): Promise<boolean>;
  /** Moves the next entries from the queue to passes; the same wave number again returns the same people. */
  admitWave(
    eventId: string,
    wave: number,
  ): Promise<
    { outcome: 'admitted'; count: number; fresh: boolean } | { outcome: 'unknown' | 'sale_closed' | 'paused' }
  >;
  wavePlaces(eventId: string, wave: number): Promise<WaitingPlace[]>;
  lastWave(eventId: string): Promise<{ wave: number; at?: number }>;
  /** Ends a place for good, whoever asked for it. Returns false where it was gone before. */
  endPlace(eventId: string, token: string): Promise<boolean>;
  /** Puts places back into an empty gate, in the order of their numbers. */
  restore(eventId: string, places: WaitingPlace[]): Promise<void>;
  /** Forgets everything about an ended sale. */
  forget(eventId: string): Promise<void>;
};

export type Claim = { reservationId: string; tierId: string; quantity: number };

export type ClaimAnswer =
  | { outcome: 'claimed' | 'unknown' }
  | { outcome: 'sold_out'; available: number }
  | { outcome: 'under_way'; earlier: Claim };

/** What Postgres knows of an event's tickets: its tiers, and the claims behind active holds. */
export type Stock = { tiers: { tierId: string; capacity: number; free: number }[]; claims: Claim[] };

/** Redis's picture of what is free: it may wrongly say no, and is never the reason that a ticket is sold. */
export type StockGate = {
  /** Sets tickets aside. `under_way`: a claim of the same buyer is not decided yet, and nothing was set aside for this one. */
  claim(eventId: string, claim: Claim, buyerId: string): Promise<ClaimAnswer>;
  /** The claim ended without a sale: its tickets are free again. Repeating does nothing. */
  giveBack(eventId: string, reservationId: string): Promise<void>;
  /** The claim became a sale: forget it, the tickets stay taken. */
  settle(eventId: string, reservationId: string): Promise<void>;
  addTier(eventId: string, tierId: string, capacity: number): Promise<void>;
  /** A tier has another capacity: what is free moves by the difference. Repeating does nothing. */
  resize(eventId: string, tierId: string, capacity: number): Promise<'resized' | 'right' | 'unknown'>;
  available(eventId: string): Promise<Record<string, number>>;
  claims(eventId: string): Promise<(Claim & { ageSeconds: number })[]>;
  /** A mark that changes with every change of the event's stock, for `repair`. */
  version(eventId: string): Promise<string>;
  /** Makes the gate say what Postgres says, unless something moved since `version`: then returns `moved` and changes nothing. */
  repair(eventId: string, version: string, truth: Stock): Promise<'repaired' | 'right' | 'moved'>;
  forget(eventId: string): Promise<void>;
};

/** The purchase steps in Postgres; each is one transaction and safe to repeat. */
export type Purchases = {
  /** `fresh` is false when an earlier attempt had made the hold already. */
  hold(request: ReservationRequest): Promise<HoldAnswer & { fresh?: boolean }>;
  openCheckout(reservationId: string, buyerId: string, intent: CheckoutIntent): Promise<CheckoutAnswer>;
  /** Marks the hold as being paid, so that nobody frees it, and says what is owed; undefined when the hold is gone. */
  startPayment(reservationId: string): Promise<{ totalCents: number } | undefined>;
  /** Makes order and tickets. The quantity is what the reservation holds; without it Postgres is asked first. */
  issue(
    reservationId: string,
    quantity?: number,
  ): Promise<{ outcome: 'issued'; orderId: string; fresh: boolean } | { outcome: 'not_active' }>;
  /** Gives the tickets back; false when the reservation had ended before. */
  release(reservationId: string, end: ReservationEnd): Promise<boolean>;
  /** Active holds, the most urgent ones first: ten thousand at most. */
  active(): Promise<ActiveHold[]>;
  /** Those of the given reservations that ended at least `seconds` ago. */
  endedSince(reservationIds: Iterable<string>, seconds: number): Promise<{ reservationId: string; status: string }[]>;
};

export type ReservationEnd = 'expired' | 'canceled' | 'declined';

/** `overdueSeconds` is negative until the deadline. */
export type ActiveHold = ReservationRequest & {
  ageSeconds: number;
  overdueSeconds: number;
  paymentStartedSecondsAgo?: number;
};

/** A sale as its workflow needs to know it. Times are milliseconds since the epoch. */
export type SalePlan = {
  open: boolean;
  /** Whether Postgres says already that tickets are on sale. */
  opened: boolean;
  onSaleAt: number;
  /** A sale ends when its event starts. */
  closesAt: number;
  paused: boolean;
  waveIntervalMs: number;
  nextWave: number;
  /** When the next wave is due; absent before the first. */
  nextWaveAt?: number;
};

/** Events and their stock in Postgres, as far as selling them goes. */
export type Sales = {
  find(eventId: string): Promise<{ gate: GateSale; opened: boolean; canceled: boolean; closesAt: number } | undefined>;
  live(): Promise<string[]>;
  open(eventId: string): Promise<void>;
  /** Closes a sale whose event has started; true when the sale is over, for this reason or another. */
  close(eventId: string): Promise<boolean>;
  /** All of it from one snapshot. */
  stock(eventId: string): Promise<Stock>;
  capacities(eventId: string): Promise<Record<string, number>>;
};

/** A provider that can be asked again: the same key is charged once, whatever happened to the first answer. */
export type PaymentProvider = {
  charge(key: string, charge: { amountCents: number; simulate: 'success' | 'fail' }): Promise<'captured' | 'declined'>;
  /** Makes sure that a key is never charged from now on; says so if it has been already. */
  void(key: string): Promise<'captured' | 'voided'>;
  refund(key: string): Promise<void>;
};

/** The workflows that activities start, signal and look for. Starting one that runs and telling one that ended are no errors. */
export type Workflows = {
  startEntry(place: WaitingPlace): Promise<void>;
  /** Tells an entry that it was admitted, and starts it where the join stream has not been drained that far. */
  admitEntry(place: WaitingPlace & { accessUntil: number }): Promise<void>;
  /** Tells an entry that its buyer left. */
  leaveEntry(place: WaitingPlace): Promise<void>;
  /** Places of the running entries of an event. */
  waitingPlaces(eventId: string): Promise<WaitingPlace[]>;
  startSale(eventId: string): Promise<void>;
  runningSales(): Promise<Set<string>>;
  /** Has a purchase give its tickets back; one that is being paid for is brought to its end first. */
  cancelPurchase(reservationId: string): Promise<void>;
  /** The purchases that run, by an index that is some seconds behind. */
  runningPurchases(): Promise<Set<string>>;
  /** What the workflow's own record says, which is never behind; `unknown` when there is none. */
  purchaseState(reservationId: string): Promise<'running' | 'ended' | 'unknown'>;
  /** Starts the workflow of a hold that Temporal has forgotten; false when it knows of one after all. */
  adoptPurchase(request: ReservationRequest): Promise<boolean>;
  /** Ends the workflow of a purchase that is over. */
  endPurchase(reservationId: string, reason: string): Promise<void>;
  /** Running sales and purchases whose workflow task is at least in this attempt. */
  failingTasks(attempt: number): Promise<{ workflowId: string; attempt: number }[]>;
};

/** What is counted where it happens, once, however often a step is repeated. */
export type Counters = {
  holds(): void;
  orders(): void;
  expiries(): void;
  admissions(count: number): void;
  refusals(reason: string): void;
  mended(what: Mended): void;
};

/** What a check-up can mend, by kind. */
export type Mended = keyof ReconcileReport;

/** What happened at an event lately, counted for the organiser's eyes; nothing is decided by it, and what gets lost is only not shown. */
export type Journal = {
  note(
    eventId: string,
    happened: { arrivals?: number; admissions?: number; refusals?: Record<string, number> },
  ): Promise<void>;
  /** People by step of a window, the oldest first; `lastStep` is the number of the newest one, counted from the epoch. */
  people(eventId: string, window: Window, lastStep: number): Promise<{ arrivals: number[]; admissions: number[] }>;
  /** Refused joins and reserves of the whole sale, by reason. */
  refusals(eventId: string): Promise<Record<string, number>>;
};

export type Ports = {
  waitingRoom: WaitingRoom;
  stockGate: StockGate;
  purchases: Purchases;
  sales: Sales;
  payments: PaymentProvider;
  workflows: Workflows;
  counters: Counters;
  journal: Journal;
};
