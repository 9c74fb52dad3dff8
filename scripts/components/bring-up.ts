import type { Progress, Report } from '../progress.ts';
import type { Running } from '../processes.ts';
import type { Settings } from '../settings.ts';
import { startConcurrently } from '../start-concurrently.ts';
import type { Started } from './component.ts';
import { startPostgres } from './postgres.ts';
import { redisHosts, startRedis } from './redis.ts';
import { startTemporal } from './temporal.ts';

export type ComponentsPlan = Pick<Settings, 'ports' | 'external'> & {
  dataDir: string;
  namespace: string;
  /** How long ended workflows are kept. */
  retentionDays: number;
  progress: Progress;
  signal: AbortSignal;
  /** Called with each process that we started once it is ready, so that the caller can stop it after any failure. */
  started: (running: Running) => void;
};

export type Components = { databaseUrl: string; redisUrl: string; temporalAddress: string; temporalUiUrl?: string };

/** Starts PostgreSQL, Redis and Temporal at once. An external address replaces the component that would be started. */
export async function bringUp({
  dataDir,
  ports,
  external,
  namespace,
  retentionDays,
  progress,
  signal: outer,
  started,
}: ComponentsPlan): Promise<Components> {
  const { databaseUrl, redisUrl } = external;
  const start = async <Address>(
    name: string,
    run: (report: Report) => Promise<Started<Address>>,
    addressOf: (started: Address) => string,
  ) => {
    const component = await progress.task(
      name,
      run,
      (found) => `${addressOf(found)}${found.running ? '' : ' (yours)'}`,
    );
    if (component.running) started(component.running);
    return component;
  };
  const [postgres, redis, temporal] = await startConcurrently(
    outer,
    (signal) =>
      start(
        'PostgreSQL',
        (report) => startPostgres({ dataDir, report, signal, port: ports.postgres, external: databaseUrl }),
        ({ url }) => new URL(url).host,
      ),
    (signal) =>
      start(
        'Redis',
        (report) => startRedis({ dataDir, report, signal, port: ports.redis, external: redisUrl }),
        ({ url }) => redisHosts(url),
      ),
    (signal) =>
      start(
        'Temporal',
        (report) =>
          startTemporal({
            dataDir,
            report,
            signal,
            port: ports.temporal,
            uiPort: ports.temporalUi,
            namespace,
            retentionDays,
            external: external.temporal,
          }),
        ({ address }) => address,
      ),
  );
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  };
}
