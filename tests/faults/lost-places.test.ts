import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roomKeys } from '../../activities/waiting-room/keys.ts';
import { eventually, type Buyer } from '../harness.ts';
import { times, withRetry } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, drop, reconcile, redis, temporal } = await useFaultStack();
const { redis: server } = faultStack.processes;
redis.on('error', () => undefined); // these tests kill Redis

/** Nobody is admitted but those who take the slots of the first wave. */
const HOUR_MS = 3_600_000;

const workflows = async (eventId: string, status: string) => {
  const query = `WorkflowType = 'waitingRoomEntry' AND ExecutionStatus = '${status}' AND EventId = '${eventId}'`;
  return (await temporal.workflow.count(query)).count;
};
const untilWatched = (eventId: string, places: number) =>
  eventually(
    () => workflows(eventId, 'Running'),
    (count) => count === places,
    60_000,
  );

/** Joins one after the other, so that the order is known. */
async function joinAll(buyers: Buyer[]): Promise<void> {
  for (const buyer of buyers) await withRetry(() => buyer.join());
}

const numberIn = (eventId: string, { token }: Buyer) =>
  redis.hget(roomKeys(eventId).entries, token).then((record) => Number(record!.split('|')[1]));

/** What their holders are told: the answer's status, the position, and whether they may enter. */
const told = async (buyers: Buyer[]) => {
  const answers = await Promise.all(buyers.map((buyer) => withRetry(buyer.status)));
  return answers.map(({ status, body }) => [status, body.position, body.canEnter]);
};

/** Runs the reconciler until these are told what they should be; it runs once a minute by itself. */
const rightAgain = (buyers: Buyer[], expected: unknown[][]) =>
  eventually(
    async () => {
      await reconcile();
      return told(buyers);
    },
    (now) => JSON.stringify(now) === JSON.stringify(expected),
    60_000,
  );

describe('places that Redis has lost', () => {
  it('F45 come back when Redis loses its last second, and each number is given once', async () => {
    const { eventId, buyer } = await drop({ capacity: 5, wave_size: 2, wave_interval_ms: HOUR_MS });
    const [ada, bob, eve, kim, late] = times(5, () => buyer()) as [Buyer, Buyer, Buyer, Buyer, Buyer];
    await joinAll([ada]);
    await untilWatched(eventId, 1);

    const files = join(faultStack.dataDir, 'redis', 'appendonlydir');
    const backup = join(faultStack.dataDir, 'redis.a-second-ago');
    await cp(files, backup, { recursive: true });
    await joinAll([bob, eve, kim]);
    const numbers = await Promise.all([ada, bob, eve, kim].map((one) => numberIn(eventId, one)));
    const leave = `/events/${eventId}/waiting-room/leave?token=${kim.token}`;
    expect((await kim.ask(leave, { method: 'DELETE' })).status).toBe(200);
    await untilWatched(eventId, 3);
    await server.kill();
    await rm(files, { recursive: true });
    await cp(backup, files, { recursive: true });
    await rm(backup, { recursive: true });
    await server.start();

    await joinAll([late]);
    expect(numbers).not.toContain(await numberIn(eventId, late));
    await rightAgain(
      [ada, bob, eve, late],
      [
        [200, 0, true],
        [200, 0, true],
        [200, 1, false],
        [200, 2, false],
      ],
    );
    expect(await numberIn(eventId, eve)).toBe(numbers[2]);
    expect((await kim.status()).status).toBe(404);
  }, 180_000);

  it('F45 come back one by one, whichever part of them was lost, and their buyers have no second place', async () => {
    const { eventId, buyer } = await drop({ capacity: 5, wave_size: 1, wave_interval_ms: HOUR_MS });
    const [ada, bob, eve, kim] = times(4, () => buyer()) as [Buyer, Buyer, Buyer, Buyer];
    await joinAll([ada, bob, eve, kim]);
    await untilWatched(eventId, 4);
    const before = await told([ada, bob, eve, kim]);
    expect(before).toEqual([
      [200, 0, true],
      [200, 1, false],
      [200, 2, false],
      [200, 3, false],
    ]);
    const keys = roomKeys(eventId);
    await redis.zrem(keys.passes, ada.token);
    await redis.hdel(keys.entries, bob.token);
    await redis.zrem(keys.queue, eve.token);
    await redis.del(keys.buyers);
    await rightAgain([ada, bob, eve, kim], before);
    const token = kim.token;
    await kim.join();
    expect(kim.token).toBe(token);
  }, 120_000);

  it('F45 come back with the wave that admitted them, when Redis has lost the wave', async () => {
    const { eventId, buyer } = await drop({ capacity: 5, wave_size: 1, wave_interval_ms: HOUR_MS });
    const [ada, bob] = times(2, () => buyer()) as [Buyer, Buyer];
    await joinAll([ada, bob]);
    await untilWatched(eventId, 2);
    const keys = roomKeys(eventId);
    const dumps = await Promise.all(
      Object.values(keys).map(async (key) => ({ key, dump: await redis.dumpBuffer(key) })),
    );
    // A wave that was due a while ago goes; then everything is as it was before it.
    const longAgo = String(Date.now() - HOUR_MS - 20_000);
    await redis.hset(keys.sale, 'wave_at', longAgo);
    await rightAgain([bob], [[200, 0, true]]);
    for (const { key, dump } of dumps) {
      await redis.del(key);
      if (dump) await redis.restore(key, 0, dump);
    }
    await redis.hset(keys.sale, 'wave_at', longAgo);
    expect(await told([bob])).toEqual([[200, 1, false]]);
    await rightAgain([bob], [[200, 0, true]]);
  }, 180_000);

  it('F45 are watched by their workflows again, also those whose join was not passed on yet', async () => {
    const { eventId, buyer } = await drop({ capacity: 5, wave_size: 1, wave_interval_ms: HOUR_MS });
    const [ada, bob, eve] = times(3, () => buyer()) as [Buyer, Buyer, Buyer];
    const keys = roomKeys(eventId);
    const { worker } = faultStack.processes;
    await worker.kill();
    await joinAll([ada, bob]);
    await redis.del(keys.queue, keys.entries);
    await worker.start();
    await untilWatched(eventId, 2);
    await rightAgain(
      [ada, bob],
      [
        [200, 0, true],
        [200, 1, false],
      ],
    );

    await worker.kill();
    await joinAll([eve]);
    await redis.del(keys.joins);
    await worker.start();
    await eventually(
      async () => {
        await reconcile();
        return workflows(eventId, 'Running');
      },
      (count) => count === 3,
      90_000,
    );
  }, 240_000);
});
