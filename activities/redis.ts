import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Redis } from 'ioredis';

/**
 * Connects to Redis so that a caller learns of trouble quickly: a command that cannot be sent or answered in two
 * seconds fails instead of queueing, and the API answers 503. Commands of one tick travel together (auto-pipelining).
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
 * Refuses a Redis that evicts keys when its memory is full: an evicted entry of the queue is somebody's place.
 * @throws EvictingRedis naming the policy and what to set.
 */
export async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1] ?? 'noeviction';
  if (!policy.startsWith('allkeys')) return;
  throw new EvictingRedis(
    `Redis evicts keys when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction.`,
  );
}

export class EvictingRedis extends Error {
  override name = 'EvictingRedis';
}

/** A connection for blocking commands, which would hold up or time out all other commands on a shared one. */
export function connectBlocking(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
}

export type Script<Result> = (keys: string[], args: (string | number)[]) => Promise<Result>;

/**
 * Loads a .lua file behind what it uses of its prelude, the file that gives the scripts of one folder their keys and
 * records. ioredis sends the digest and, where Redis does not have the script yet, the script itself.
 */
export function loadScript<Result>(redis: Redis, file: URL, numberOfKeys: number, prelude?: URL): Script<Result> {
  const script = readFileSync(file, 'utf8');
  const lua = prelude ? withPrelude(script, readFileSync(prelude, 'utf8')) : script;
  // Not the bare file name: a script called `publish` would replace the command of that name.
  const name = `${basename(dirname(file.pathname))}/${basename(file.pathname, '.lua')}`;
  redis.defineCommand(name, { numberOfKeys, lua });
  const run = Reflect.get(redis, name) as (...args: (string | number)[]) => Promise<Result>;
  return (keys, args) => run.call(redis, ...keys, ...args);
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
