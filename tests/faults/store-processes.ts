import { startPostgres } from '../../scripts/components/postgres.ts';
import { startRedis } from '../../scripts/components/redis.ts';
import { startTemporal } from '../../scripts/components/temporal.ts';
import { managedProcess, type ManagedProcess } from './managed-process.ts';

export const stores = ['postgres', 'redis', 'temporal'] as const;
export type Store = (typeof stores)[number];

const report = () => undefined;

/** The stores as processes. `urls` has the address of each store that has started. */
export function storeProcesses(dataDir: string, ports: Record<Store | 'ui', number>) {
  const urls: Record<Store, string> = { postgres: '', redis: '', temporal: '' };
  const processes: Record<Store, ManagedProcess> = {
    postgres: managedProcess(
      'PostgreSQL',
      async () => {
        const { url, running } = await startPostgres({ dataDir, port: ports.postgres, report });
        urls.postgres = url;
        return running!;
      },
      { startAttempts: 5 },
    ),
    redis: managedProcess(
      'Redis',
      async () => {
        const { url, running } = await startRedis({ dataDir, port: ports.redis, report });
        urls.redis = url;
        return running!;
      },
      { startAttempts: 5 },
    ),
    temporal: managedProcess(
      'Temporal',
      async ({ requestsPerSecond }) => {
        const { address, running } = await startTemporal({
          dataDir,
          port: ports.temporal,
          uiPort: ports.ui,
          namespace: 'default',
          retentionDays: 1,
          report,
          ...(requestsPerSecond !== undefined && { requestsPerSecond: Number(requestsPerSecond) }),
        });
        urls.temporal = address;
        return running!;
      },
      { startAttempts: 5 },
    ),
  };
  return { processes, urls };
}
