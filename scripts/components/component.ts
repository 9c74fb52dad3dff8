import type { Report } from '../progress.ts';
import type { Running } from '../processes.ts';

/** What every component needs to start. `external` is the address of one that somebody else runs: then nothing is started. */
export type StartOptions = {
  dataDir: string;
  port: number;
  report: Report;
  external?: string;
  signal?: AbortSignal;
};

/** `running` is there only when we started it. Stopping somebody else's component does nothing. */
export type Started<Address> = Address & { running?: Running; stop(): Promise<void> };

export const notOurs = async (): Promise<void> => {};
