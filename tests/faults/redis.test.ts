import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { expectUnavailable, reserveWithRetry, times, withRetry } from './client-requests.ts';
import { long, scale } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, call, db, drop, reconcile, redis, temporal } = await useFaultStack();
const { redis: server } = faultStack.processes;
redis.on('error', () => undefined); // these tests kill Redis

describe('when Redis fails', () => {
  it('F11 stops selling while Redis is empty, restores every place in its order, and goes on', async () => {
    const { eventId, buyer } = await drop({
      capacity: 5,
      wave_size: 1,
      wave_interval_ms: 3_000,
      access_ttl_seconds: 120,
    });
    const buyers = times(4, () => buyer());
    for (const one of buyers) await one.join();
    await eventually(
      async () =>
        (
          await temporal.workflow.count(
            `WorkflowType = 'waitingRoomEntry' AND ExecutionStatus = 'Running' AND EventId = '${eventId}'`,
          )
        ).count,
      (count) => count === 4,
      30_000,
    );
    await redis.flushall();
    const statuses = await Promise.all(buyers.map((one) => one.status()));
    for (const { status } of statuses) expect([200, 503]).toContain(status);
    const refused = await buyers[0]!.reserve(1);
    expect([403, 503]).toContain(refused.status);
    // A buyer who joins during the rebuild comes behind those who were there before.
    const restored = await Promise.all(buyers.map((one) => withRetry(one.status)));
    expect(restored.filter(({ status }) => status !== 200)).toEqual([]);
    const positions = restored.map(({ body }) => body.position as number);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    const late = buyer();
    await withRetry(() => late.join());
    expect((await withRetry(late.status)).body.position).toBeGreaterThan(positions.at(-1)!);
    await eventually(() => buyers[0]!.status().then(({ body }) => body.canEnter as boolean), Boolean, 30_000);
    expect((await reserveWithRetry(() => buyers[0]!.reserve(1), buyers[0]!.mine)).status).toBeLessThan(300);
  }, 120_000);

  it('F12 refuses in Postgres what a Redis without its last writes would sell, and repairs that Redis', async () => {
    const { buyer, gateStock, tierIds, tiers } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const [backup, files] = [
      join(faultStack.dataDir, 'redis.earlier'),
      join(faultStack.dataDir, 'redis', 'appendonlydir'),
    ];
    await cp(files, backup, { recursive: true });
    expect((await ada.reserve(2)).status).toBe(201);
    await server.kill();
    await rm(files, { recursive: true });
    await cp(backup, files, { recursive: true });
    await rm(backup, { recursive: true });
    await server.start();
    await eventually(
      () => gateStock().catch(() => ({})),
      (stock) => (stock as Record<string, string>)[tierIds[0]!] === '2',
    );
    expect(await withRetry(() => eve.reserve(1))).toMatchObject({
      status: 409,
      body: { error: 'Not enough tickets available', available: 0 },
    });
    expect(await tiers()).toMatchObject([{ held: 2 }]);
    await eventually(
      async () => {
        await reconcile();
        return gateStock();
      },
      (stock) => stock[tierIds[0]!] === '0',
      60_000,
    );
  }, 120_000);

  const frozenMs = scale(3_000, 10_000);
  it(`F13 counts one claim once when Redis answers ${frozenMs / 1_000} s late`, async () => {
    const { eventId, buyer, gateStock, tierIds, tiers } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    const since = performance.now();
    server.freeze();
    await expectUnavailable(() => ada.reserve(1));
    await eventually(
      async () => performance.now() - since,
      (passed) => passed >= frozenMs,
      30_000,
    );
    server.thaw();
    expect((await reserveWithRetry(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
    const claims = async () =>
      Object.values(await redis.hgetall(`td:{${eventId}}:claims`)).reduce(
        (sum, claim) => sum + Number(claim.split(':')[1]),
        0,
      );
    await eventually(
      async () => Number((await gateStock())[tierIds[0]!]) + (await claims()),
      (sum) => sum === 5,
    );
    expect(await tiers()).toMatchObject([{ held: 1 }]);
    if (long) {
      await eventually(
        async () => {
          await reconcile();
          return gateStock();
        },
        (stock) => stock[tierIds[0]!] === '4',
        60_000,
      );
    }
  }, 120_000);

  it('F14 refuses what it cannot store while Redis is full, and does not start on an evicting Redis', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await redis.config('SET', 'maxmemory', '1');
    await expectUnavailable(() => buyer().join());
    await expectUnavailable(() => ada.reserve(1));
    expect((await call(`/events/${eventId}/availability`)).status).toBe(200);
    await redis.config('SET', 'maxmemory', '0');
    expect((await reserveWithRetry(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const api = await faultStack.addProcess('api', 'API on an evicting Redis');
      await expect(api.process.start()).rejects.toThrow(/maxmemory-policy/);
    } finally {
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
    }
  }, 60_000);

  it('F15 reloads flushed scripts, and makes no partial change in a read-only or corrupted Redis', async () => {
    const { eventId, buyer, gateStock, tierIds } = await drop({ capacity: 5, wave_interval_ms: 1_000 });
    const ada = await buyer().enter();
    await redis.script('FLUSH');
    expect((await ada.reserve(1)).status).toBe(201);
    await redis.replicaof('127.0.0.1', '1');
    await expectUnavailable(() => buyer().join());
    await redis.replicaof('NO', 'ONE');
    const eve = await withRetry(() => buyer().join());
    expect(eve.status).toBe(200);
    // It may have been another server meanwhile, so the next one to come waits for a wave.
    const other = await buyer().enter();
    const stock = await gateStock();
    await redis.set(`td:{${eventId}}:stock`, 'something else');
    await expectUnavailable(() => other.reserve(1));
    await redis.multi().del(`td:{${eventId}}:stock`).hset(`td:{${eventId}}:stock`, stock).exec();
    expect((await gateStock())[tierIds[0]!]).toBe('4');
    expect(await db.reservation.count({ where: { event_id: eventId } })).toBe(1);
  }, 60_000);
});
