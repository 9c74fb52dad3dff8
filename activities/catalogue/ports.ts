/** How an event's waiting room is set. Times are milliseconds. */
export type SaleSettings = {
  waveSize: number;
  waveIntervalMs: number;
  accessTtlMs: number;
  tokenTtlMs: number;
  absentGraceMs: number;
};

/** A sale as Redis needs to know it. Times are milliseconds since the epoch. */
export type GateSale = SaleSettings & { eventId: string; open: boolean; onSaleAt: number; paused: boolean };

/** Tickets of a tier that are set aside for a reservation. */
export type Claim = { reservationId: string; tierId: string; quantity: number };

/** An event's tickets in Postgres: its tiers, and the claims behind active holds. */
export type Stock = { tiers: { tierId: string; capacity: number; free: number }[]; claims: Claim[] };

/** Events and their tiers in Postgres, as far as selling them goes. */
export type Sales = {
  /** `revision` is raised by each change that the sale acts on. */
  find(eventId: string): Promise<{ gate: GateSale; opened: boolean; closesAt: number; revision: number } | undefined>;
  /** Events that are scheduled or on sale. */
  live(): Promise<string[]>;
  /** The same with their settings and their stock, all from one snapshot. */
  liveSales(): Promise<{ gate: GateSale; stock: Stock }[]>;
  /** Writes down the revision that the sale's workflow acts on. */
  saw(eventId: string, revision: number): Promise<void>;
  /** Events with a sale, now or before, whose workflow has not acted on the newest revision. */
  unseen(): Promise<string[]>;
  open(eventId: string): Promise<void>;
  /** Closes a sale whose event has started by `now`; true when the sale is over, for this reason or another. */
  close(eventId: string, now: Date): Promise<boolean>;
  /**
   * Ends the holds of a cancelled event and marks its paid orders for refund. Returns the purchases whose workflow has
   * to be told; none for an event that is not cancelled.
   */
  settleCanceled(eventId: string): Promise<string[]>;
  /** Cancelled events that have a hold which no payment is under way for. */
  unsettled(): Promise<string[]>;
  /** All of it from one snapshot. */
  stock(eventId: string): Promise<Stock>;
  /** Capacity by tier. */
  capacities(eventId: string): Promise<Record<string, number>>;
};
