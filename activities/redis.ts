import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Redis } from 'ioredis';

/**
 * Connects to Redis so that a caller hears of trouble quickly: a command that cannot be sent or answered in two seconds
 * fails instead of queueing, and the API says 503. Commands of one tick travel together (auto-pipelining).
 */
export function connectRedis(url: string): Redis {
  return new Redis(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 1,
    lazyConnect: true,
  });
}

/**
 * Refuses a Redis that forgets keys when its memory is full: a forgotten place in the queue is somebody's place.
 * @throws EvictingRedis naming the policy and what to set.
 */
export async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'noeviction';
  if (policy.startsWith('allkeys'))
    throw new EvictingRedis(
      `Redis evicts keys when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction.`,
    );
}

export class EvictingRedis extends Error {
  override name = 'EvictingRedis';
}

/** A connection that waits on blocking commands, which must not hold up or time out everybody else's. */
export function connectBlocking(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
}

export type Script<Result> = (keys: string[], args: (string | number)[]) => Promise<Result>;

/** Loads a .lua file; ioredis sends its digest and, where Redis has forgotten the script, the script itself. */
export function loadScript<Result>(redis: Redis, file: URL, numberOfKeys: number): Script<Result> {
  const name = basename(file.pathname, '.lua');
  redis.defineCommand(name, { numberOfKeys, lua: readFileSync(file, 'utf8') });
  const run = Reflect.get(redis, name) as (...args: (string | number)[]) => Promise<Result>;
  return (keys, args) => run.call(redis, ...keys, ...args);
}

/** The keys of one event share a hash tag, so that a script finds all of them in one cluster slot. */
export const eventKey = (eventId: string, part: string) => `td:{${eventId}}:${part}`;
