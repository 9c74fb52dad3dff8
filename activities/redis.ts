import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisAddress } from '../redis-address.ts';

/** A server that has died silently is noticed in this time, when a command waits for its answer. */
const SILENT_MS = 4_000;

/**
 * Connects to Redis so that a caller learns of trouble quickly: a command that cannot be sent or answered in two
 * seconds fails instead of queueing, and the API answers 503. Commands of one tick travel together (auto-pipelining).
 */
export const connectRedis = (url: string): Redis =>
  connect(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 1,
  });

/** A connection for blocking commands, which would hold up or time out all other commands on a shared one. */
export const connectBlocking = (url: string): Redis => connect(url, { maxRetriesPerRequest: null });

/** A server, the primary that Sentinels name, or a cluster, whose client has the same commands. */
function connect(url: string, given: RedisOptions): Redis {
  const address = parseRedisAddress(url);
  if (!address) throw new Error('this is no address of Redis');
  const { kind, tls, hosts, name, ...login } = address;
  const options: RedisOptions = {
    ...given,
    ...login,
    ...(tls && { tls: {} }),
    lazyConnect: true,
    connectTimeout: 3_000,
    socketTimeout: SILENT_MS,
    keepAlive: SILENT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    reconnectOnError: reconnectFromReplica(),
  };
  if (kind === 'server') return new Redis({ ...options, ...hosts[0]! });
  // Without ioredis's failover detector, which ends a client for ever when Sentinel announces the new primary while the
  // client is connecting. A dead server closes its connections, and a demoted one refuses writes.
  if (kind === 'sentinel')
    return new Redis({
      ...options,
      name: name!,
      sentinels: hosts,
      enableTLSForSentinelMode: tls,
    });
  const { enableAutoPipelining, enableOfflineQueue, ...redisOptions } = options;
  return new Cluster(hosts, {
    redisOptions,
    enableAutoPipelining,
    enableOfflineQueue,
    lazyConnect: true,
    clusterRetryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
    // A certificate names a host; looked up before, it would be an address.
    ...(tls && { dnsLookup: (host, found) => found(null, host) }),
  }) as unknown as Redis;
}

/**
 * A server that has become a replica refuses every write. Its address may lead to the new primary already, so a write
 * that was refused connects again; not more than once a second, because others use the connection.
 */
function reconnectFromReplica(): (failure: Error) => boolean {
  let last = 0;
  return ({ message }) => {
    if (!message.includes('READONLY') || Date.now() - last < 1_000) return false;
    last = Date.now();
    return true;
  };
}

/**
 * Refuses a Redis that evicts keys when its memory is full: an evicted entry of the queue is somebody's place.
 * @throws EvictingRedis naming the policy and what to set.
 */
export async function refuseEviction(redis: Redis): Promise<void> {
  const servers = redis instanceof Cluster ? (redis as Cluster).nodes('master') : [redis];
  for (const server of servers) {
    const policy = /^maxmemory_policy:(\S+)/m.exec(await server.info('memory'))?.[1] ?? 'noeviction';
    if (!policy.startsWith('allkeys')) continue;
    throw new EvictingRedis(
      `Redis evicts keys when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction.`,
    );
  }
}

export class EvictingRedis extends Error {
  override name = 'EvictingRedis';
}

/** Whether keys are spread over several servers, so that one command cannot take keys of several events. */
export const isCluster = (redis: Redis): boolean => redis instanceof Cluster;

export type Script<Result> = (keys: string[], args: (string | number)[]) => Promise<Result>;

/**
 * Loads a .lua file behind what it uses of its prelude, the file that gives the scripts of one folder their keys and
 * records. ioredis sends the digest and, where Redis does not have the script yet, the script itself. A script without
 * a fixed number of keys takes as many as it is given.
 */
export function loadScript<Result>(redis: Redis, file: URL, numberOfKeys?: number, prelude?: URL): Script<Result> {
  const script = readFileSync(file, 'utf8');
  const lua = prelude ? withPrelude(script, readFileSync(prelude, 'utf8')) : script;
  // Not the bare file name: a script called `publish` would replace the command of that name.
  const name = `${basename(dirname(file.pathname))}/${basename(file.pathname, '.lua')}`;
  redis.defineCommand(name, { ...(numberOfKeys !== undefined && { numberOfKeys }), lua });
  const run = Reflect.get(redis, name) as (...args: (string | number)[]) => Promise<Result>;
  return numberOfKeys === undefined
    ? (keys, args) => run.call(redis, keys.length, ...keys, ...args)
    : (keys, args) => run.call(redis, ...keys, ...args);
}

/**
 * Puts a prelude in front of a script, without the paragraphs that define nothing it uses: Redis would make their
 * functions anew at each call.
 */
export function withPrelude(script: string, prelude: string): string {
  return prelude.split('\n\n').reduceRight((text, paragraph) => {
    const names = [...paragraph.matchAll(/^local (?:function )?([\w, ]+)/gm)].flatMap(([, list]) =>
      list!.split(/,\s*/),
    );
    const isUsed = names.some((name) => new RegExp(`\\b${name.trim()}\\b`).test(text));
    return isUsed ? `${paragraph}\n\n${text}` : text;
  }, script);
}

/** The keys of one event share a hash tag, so that a script finds all of them in one cluster slot. */
export const eventKey = (eventId: string, part: string) => `td:{${eventId}}:${part}`;
