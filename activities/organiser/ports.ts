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

export type SaleChange = 'pause' | 'resume' | 'settings' | 'close';

/** The workflows of sales. */
export type SaleWorkflows = {
  /** Starts the workflow of a sale; one that runs stays as it is. */
  start(eventId: string): Promise<void>;
  /** Signals that something changed in Postgres, and starts the workflow where it does not run. */
  signal(eventId: string, change: SaleChange): Promise<void>;
  /** Signals that somebody waits in the line of a sale that rests; one that does not run is left alone. */
  wake(eventId: string): Promise<void>;
  /** Ids of the events whose sale runs, by an index that is some seconds behind. */
  running(): Promise<Set<string>>;
};

/**
 * The call that wakes a resting sale, kept in Redis so that a crowd makes one call and not one each. A lost key only
 * costs a call too many.
 */
export type WakeCalls = {
  /** True for one caller, until the sale rests again or some seconds have passed. */
  claim(eventId: string): Promise<boolean>;
  /** Lets the next caller call: the sale rests, or the call failed. */
  release(eventId: string): Promise<void>;
};
