import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { expectAway, insist, insistOnHold, row, times } from './row.ts';
import { long, scale } from './settings.ts';

const { arena, call, db, drop, reconcile, redis, temporal } = await row();
const { redis: server } = arena.parts;
redis.on('error', () => undefined); // it dies here on purpose

describe('when Redis fails', () => {
  it('F11 stops selling while Redis is empty, puts every place back in its order, and goes on', async () => {
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
    const seen = await Promise.all(buyers.map((one) => one.status()));
    for (const { status } of seen) expect([200, 503]).toContain(status);
    const refused = await buyers[0]!.reserve(1);
    expect([403, 503]).toContain(refused.status);
    // Whoever comes while it is being rebuilt stands behind those who were there.
    const back = await Promise.all(buyers.map((one) => insist(one.status)));
    expect(back.filter(({ status }) => status !== 200)).toEqual([]);
    const positions = back.map(({ body }) => body.position as number);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    const late = buyer();
    await insist(() => late.join());
    expect((await insist(late.status)).body.position).toBeGreaterThan(positions.at(-1)!);
    await eventually(() => buyers[0]!.status().then(({ body }) => body.canEnter as boolean), Boolean, 30_000);
    expect((await insistOnHold(() => buyers[0]!.reserve(1), buyers[0]!.mine)).status).toBeLessThan(300);
  }, 120_000);

  it('F12 lets Postgres refuse what a Redis promises that came back without its last writes, and mends it', async () => {
    const { buyer, gateStock, tierIds, tiers } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const [kept, files] = [join(arena.dataDir, 'redis.earlier'), join(arena.dataDir, 'redis', 'appendonlydir')];
    await cp(files, kept, { recursive: true });
    expect((await ada.reserve(2)).status).toBe(201);
    await server.kill();
    await rm(files, { recursive: true });
    await cp(kept, files, { recursive: true });
    await rm(kept, { recursive: true });
    await server.start();
    await eventually(
      () => gateStock().catch(() => ({})),
      (stock) => (stock as Record<string, string>)[tierIds[0]!] === '2',
    );
    expect(await insist(() => eve.reserve(1))).toMatchObject({
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
    await expectAway(() => ada.reserve(1));
    await eventually(
      async () => performance.now() - since,
      (passed) => passed >= frozenMs,
      30_000,
    );
    server.thaw();
    expect((await insistOnHold(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
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

  it('F14 refuses what it cannot write down while Redis is full, and does not start on a Redis that forgets', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await redis.config('SET', 'maxmemory', '1');
    await expectAway(() => buyer().join());
    await expectAway(() => ada.reserve(1));
    expect((await call(`/events/${eventId}/availability`)).status).toBe(200);
    await redis.config('SET', 'maxmemory', '0');
    expect((await insistOnHold(() => ada.reserve(1), ada.mine)).status).toBeLessThan(300);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const api = await arena.another('api', 'API on a forgetful Redis');
      await expect(api.part.start()).rejects.toThrow(/maxmemory-policy/);
    } finally {
      await redis.config('SET', 'maxmemory-policy', 'noeviction');
    }
  }, 60_000);

  it('F15 sends a forgotten script again, and does nothing by halves on a Redis that may not write or holds something else', async () => {
    const { eventId, buyer, gateStock, tierIds } = await drop({ capacity: 5 });
    const ada = await buyer().enter();
    await redis.script('FLUSH');
    expect((await ada.reserve(1)).status).toBe(201);
    await redis.replicaof('127.0.0.1', '1');
    await expectAway(() => buyer().join());
    await redis.replicaof('NO', 'ONE');
    const eve = await insist(() => buyer().join());
    expect(eve.status).toBe(200);
    const stock = await gateStock();
    await redis.set(`td:{${eventId}}:stock`, 'something else');
    await expectAway(async () => {
      const other = buyer();
      await other.join();
      return other.reserve(1);
    });
    await redis.multi().del(`td:{${eventId}}:stock`).hset(`td:{${eventId}}:stock`, stock).exec();
    expect((await gateStock())[tierIds[0]!]).toBe('4');
    expect(await db.reservation.count({ where: { event_id: eventId } })).toBe(1);
  }, 60_000);
});
