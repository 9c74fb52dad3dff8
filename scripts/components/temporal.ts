import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TemporalAddress } from '../../activities/temporal.ts';
import { eventIdAttribute } from '../../workflows/messages.ts';
import { CannotStart } from '../cannot-start.ts';
import { startProcess } from '../processes.ts';
import { stopNothing, type StartOptions, type Started } from './component.ts';
import { temporalProgram } from './temporal-program.ts';
import { isServing, prepareNamespace } from './temporal-namespace.ts';

/** Request limit of the server for all clients together, so high that the machine is saturated first. */
export const REQUESTS_PER_SECOND = 100_000;

export type TemporalOptions = Omit<StartOptions, 'external'> & {
  /** A Temporal that runs already. */
  external?: TemporalAddress;
  namespace: string;
  retentionDays: number;
  uiPort: number;
  requestsPerSecond?: number;
};

/**
 * Temporal at `external`, or the development server with its Web UI and its data in `<dataDir>/temporal.db`. Both are
 * prepared for our workflows.
 */
export async function startTemporal({
  dataDir,
  port,
  uiPort,
  namespace,
  retentionDays,
  report,
  external,
  signal,
  requestsPerSecond = REQUESTS_PER_SECOND,
}: TemporalOptions): Promise<Started<{ address: string; uiUrl?: string }>> {
  if (external !== undefined) {
    report('connecting');
    if (!(await isServing(external)))
      throw new CannotStart(`TEMPORAL_ADDRESS: Temporal at ${external.TEMPORAL_ADDRESS} does not answer.`);
    await prepareNamespace(external, { retentionDays, orLonger: true });
    return { address: external.TEMPORAL_ADDRESS, stop: stopNothing };
  }

  const command = await temporalProgram(report, signal);
  mkdirSync(dataDir, { recursive: true });
  const address = `127.0.0.1:${port}`;
  const own = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  report('starting');
  const running = await startProcess({
    name: 'Temporal',
    dataDir,
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', join(dataDir, 'temporal.db'), '--namespace', namespace],
      ...['--search-attribute', `${eventIdAttribute.name}=Keyword`],
      // A drop is a burst: the default limit of 2400 requests a second would reject buyers before the machine is busy.
      ...['--dynamic-config-value', `frontend.namespaceRPS=${requestsPerSecond}`],
      // Its database then waits for the disk at checkpoints alone: a killed server loses nothing, and a power cut at
      // most its last moments, which the reconciler restores from Postgres.
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      ...['--log-format', 'json'],
    ],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    ready: () => isServing(own),
    signal,
  });
  try {
    await prepareNamespace(own, { retentionDays, orLonger: false });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { address, uiUrl: `http://localhost:${uiPort}`, running, stop: running.stop };
}
