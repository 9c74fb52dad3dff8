import type { Report } from '../progress.ts';
import type { Running } from '../processes.ts';

/** Options of every component. With `external`, the address of one that runs already, nothing is started. */
export type StartOptions = {
  dataDir: string;
  port: number;
  report: Report;
  external?: string;
  signal?: AbortSignal;
};

/** `running` is present only when we started the component; `stop` does nothing for an external one. */
export type Started<Address> = Address & { running?: Running; stop(): Promise<void> };

export const stopNothing = async (): Promise<void> => {};
