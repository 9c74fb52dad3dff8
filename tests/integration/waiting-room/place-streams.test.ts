import { randomUUID } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { connectBlocking } from '../../../activities/redis.ts';
import { joinGroup, roomKeys } from '../../../activities/waiting-room/keys.ts';
import { freePort } from '../../../scripts/ports.ts';
import { streamReader } from '../../../worker/stream-reader.ts';
import { eventually, stack } from '../../harness.ts';

const { redis } = stack();

/** A stream that only this test reads, with one line for each token. */
async function streamOf(...tokens: string[]): Promise<string> {
  const eventId = randomUUID();
  const key = roomKeys(eventId).joins;
  await redis.xgroup('CREATE', key, joinGroup, '0', 'MKSTREAM');
  for (const token of tokens) await addLine(eventId, token);
  onTestFinished(async () => void (await redis.del(key)));
  return eventId;
}

const addLine = (eventId: string, token: string) =>
  redis.xadd(roomKeys(eventId).joins, '*', 'kind', 'joined', 'token', token, 'number', '1', 'joined_at', '1');

async function readerThrough(url: string) {
  const blocking = connectBlocking(url).on('error', () => undefined);
  await blocking.connect();
  onTestFinished(() => blocking.disconnect());
  return streamReader(blocking, 'joins', randomUUID());
}

const readersOf = async (eventId: string) =>
  ((await redis.xinfo('CONSUMERS', roomKeys(eventId).joins, joinGroup)) as unknown[]).length;

describe('a reader of the places', () => {
  it('removes readers that died, and keeps those that live or have lines', async () => {
    const eventId = await streamOf('a line');
    const [first, second] = [
      await readerThrough(inject('stack').redisUrl),
      await readerThrough(inject('stack').redisUrl),
    ];
    expect((await first.newLines([eventId], 10, 100)).map(({ place }) => place.token)).toEqual(['a line']);
    await redis.xgroup('CREATECONSUMER', roomKeys(eventId).joins, joinGroup, 'one that died');
    expect(await readersOf(eventId)).toBe(2);

    expect(await second.removeDeadReaders([eventId], 60_000)).toBe(0);
    // Nobody has read since; only the first one has a line that it has not acknowledged.
    await eventually(
      () => second.removeDeadReaders([eventId], 200),
      (removed) => removed > 0,
    );
    await eventually(
      () => readersOf(eventId),
      (readers) => readers === 1,
    );
    const [, , pending] = (await redis.xpending(roomKeys(eventId).joins, joinGroup)) as [number, string, string];
    expect(pending).toBeTruthy();
  });

  it('acknowledges all lines of an event at once, and forgets them', async () => {
    const eventId = await streamOf('first', 'second', 'third');
    const reader = await readerThrough(inject('stack').redisUrl);
    const lines = await reader.newLines([eventId], 10, 100);
    const monitor = await redis.duplicate().monitor();
    onTestFinished(() => monitor.disconnect());
    const sent: string[] = [];
    monitor.on('monitor', (_time: string, [command, key]: string[]) => {
      if (key === roomKeys(eventId).joins || key === 'the end') sent.push(command!.toLowerCase());
    });
    await reader.acknowledge(lines);
    await redis.echo('the end');
    await eventually(
      async () => sent,
      (commands) => commands.includes('echo'),
    );
    expect(sent).toEqual(['xack', 'xdel', 'echo']);
    expect(await redis.xlen(roomKeys(eventId).joins)).toBe(0);
    expect((await redis.xpending(roomKeys(eventId).joins, joinGroup))[0]).toBe(0);
  });

  it('goes on within seconds when the host of Redis dies without a word', async () => {
    const eventId = await streamOf();
    const { url, die } = await silentProxy(inject('stack').redisUrl);
    const reader = await readerThrough(url);
    expect(await reader.newLines([eventId], 10, 100)).toEqual([]);
    die();
    const since = performance.now();
    const reading = eventually(
      () => reader.newLines([eventId], 10, 1_000).catch(() => []),
      (lines) => lines.length > 0,
      30_000,
    );
    await addLine(eventId, 'after it died');
    expect((await reading).map(({ place }) => place.token)).toEqual(['after it died']);
    expect(performance.now() - since).toBeLessThan(15_000);
  });
});

/** A way to Redis that `die` makes silent for the connections that there are: nothing comes and nothing closes. */
async function silentProxy(redisUrl: string) {
  const upstream = new URL(redisUrl);
  const pairs: [Socket, Socket][] = [];
  const server = createServer((near) => {
    const far = connect(Number(upstream.port), upstream.hostname);
    for (const side of [near, far]) side.on('error', () => undefined);
    near.pipe(far).pipe(near);
    pairs.push([near, far]);
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const side of pairs.flat()) side.destroy();
    server.close();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    die() {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        near.resume();
        far.resume();
      }
    },
  };
}
