import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectRedis } from '../../activities/redis.ts';
import { parseRedisAddress } from '../../redis-address.ts';
import { CannotStart } from '../cannot-start.ts';
import { startProcess } from '../processes.ts';
import type { Report } from '../progress.ts';
import { stopNothing, type StartOptions, type Started } from './component.ts';
import { findProgram, installPackage } from './programs.ts';

/** Redis at `external`, or a server that keeps its data in `<dataDir>/redis`. */
export async function startRedis({
  dataDir,
  port,
  report,
  external,
  signal,
}: StartOptions): Promise<Started<{ url: string }>> {
  if (external !== undefined) {
    report('connecting');
    if (!(await pings(external))) throw new CannotStart(`REDIS_URL: Redis at ${redisHosts(external)} does not answer.`);
    return { url: external, stop: stopNothing };
  }

  const command = await redisProgram(report);
  const folder = join(dataDir, 'redis');
  mkdirSync(folder, { recursive: true });
  const url = `redis://127.0.0.1:${port}`;
  report('starting');
  const running = await startProcess({
    name: 'Redis',
    dataDir,
    command,
    // The append-only file survives a restart. Without noeviction, Redis could delete a buyer's place in the queue.
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'everysec',
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
    ],
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ready: () => pings(url),
    signal,
  });
  return { url, running, stop: running.stop };
}

/** The hosts that an address of Redis names, without its password. */
export const redisHosts = (url: string): string =>
  parseRedisAddress(url)!
    .hosts.map(({ host, port }) => `${host}:${port}`)
    .join(',');

/** The path of a Redis or Valkey server: from PATH, or installed now. */
export async function redisProgram(report: Report): Promise<string> {
  const find = () => findProgram('redis-server', 'valkey-server');
  const found = find() ?? ((await installPackage({ apt: 'redis-server', brew: 'redis' }, report)) ? find() : undefined);
  if (found === undefined) {
    throw new CannotStart(
      'Redis is missing: set REDIS_URL to one that runs, put redis-server or valkey-server on PATH, ' +
        'or install it (apt-get install redis-server, brew install redis).',
    );
  }
  return found;
}

async function pings(url: string): Promise<boolean> {
  const redis = connectRedis(url).on('error', () => undefined); // a failure shows in the return value
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
