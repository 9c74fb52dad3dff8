import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventIdAttribute } from '../../workflows/messages.ts';
import { CannotStart } from '../cannot-start.ts';
import { startProcess } from '../processes.ts';
import { notOurs, type StartOptions, type Started } from './component.ts';
import { temporalProgram } from './temporal-program.ts';
import { isServing, prepareNamespace } from './temporal-namespace.ts';

/** What the server lets all clients together ask for: so much that the machine is busy first. */
export const REQUESTS_PER_SECOND = 100_000;

export type TemporalOptions = StartOptions & {
  namespace: string;
  uiPort: number;
  requestsPerSecond?: number;
};

/** Temporal at `external`, or the development server with its Web UI and its data in `<dataDir>/temporal.db`; ready for our workflows either way. */
export async function startTemporal({
  dataDir,
  port,
  uiPort,
  namespace,
  report,
  external,
  signal,
  requestsPerSecond = REQUESTS_PER_SECOND,
}: TemporalOptions): Promise<Started<{ address: string; uiUrl?: string }>> {
  if (external !== undefined) {
    report('connecting');
    if (!(await isServing(external)))
      throw new CannotStart(`TEMPORAL_ADDRESS: Temporal at ${external} does not answer.`);
    await prepareNamespace(external, namespace);
    return { address: external, stop: notOurs };
  }

  const command = await temporalProgram(report, signal);
  mkdirSync(dataDir, { recursive: true });
  const address = `127.0.0.1:${port}`;
  report('starting');
  const running = await startProcess({
    name: 'Temporal',
    dataDir,
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', join(dataDir, 'temporal.db'), '--namespace', namespace],
      ...['--search-attribute', `${eventIdAttribute.name}=Keyword`],
      // A drop is a burst: the default of 2400 requests a second would turn buyers away before the machine is busy.
      ...['--dynamic-config-value', `frontend.namespaceRPS=${requestsPerSecond}`],
      ...['--log-format', 'json'],
    ],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    ready: () => isServing(address),
    signal,
  });
  try {
    await prepareNamespace(address, namespace);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { address, uiUrl: `http://localhost:${uiPort}`, running, stop: running.stop };
}
