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
  /** Ids of the events whose sale runs, by an index that is some seconds behind. */
  running(): Promise<Set<string>>;
};
