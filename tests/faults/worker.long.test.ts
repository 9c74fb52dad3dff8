import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Buyer } from '../harness.ts';
import { expectUnavailable, reserveWithRetry, times, withRetry } from './client-requests.ts';
import { createModifiedCheckout } from './modified-checkout.ts';
import { rollingLoad } from './rolling-load.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db, drop, reconcile, redis, temporal } = await useFaultStack();
const { worker, api } = faultStack.processes;

const claimsOf = (eventId: string) => redis.hlen(`td:{${eventId}}:claims`);

describe('when the worker fails or is replaced', () => {
  it('F6, F7 holds tickets once when the worker is killed before the hold is stored or before its answer', async () => {
    const { eventId, buyer, tiers, gateStock, tierIds } = await drop({ capacity: 6, reservation_ttl_seconds: 8 });
    const [before, after] = [await buyer().enter(), await buyer().enter()];
    const { postgres, temporal: results } = faultStack.proxies.worker;
    await results.silence('upstream');
    const unanswered = after.reserve(2);
    await eventually(
      () => db.reservation.count({ where: { event_id: eventId } }),
      (count) => count === 1,
    );
    await postgres.silence('upstream');
    const notHeld = before.reserve(1);
    await eventually(
      () => claimsOf(eventId),
      (count) => count === 2,
    );
    await worker.kill();
    for (const { status } of await Promise.all([unanswered, notHeld])) expect([201, 503]).toContain(status);
    await Promise.all([postgres.restore(), results.restore()]);
    await worker.start();
    for (const [one, quantity] of [
      [before, 1],
      [after, 2],
    ] as const) {
      const held = await reserveWithRetry(() => one.reserve(quantity), one.mine);
      expect(held.status).toBeLessThan(300);
      expect(await db.reservation.count({ where: { event_id: eventId, buyer_id: one.id, status: 'active' } })).toBe(1);
    }
    expect((await tiers())[0]!.held).toBeLessThanOrEqual(3);
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
    await eventually(
      async () => {
        await reconcile();
        return gateStock();
      },
      (stock) => stock[tierIds[0]!] === '6',
      60_000,
    );
  }, 180_000);

  const downMs = 60_000;
  it(`F8 answers 503 and shows places for ${downMs / 1_000} s without a worker, and ends due holds later`, async () => {
    const { eventId, buyer, tiers, tierIds, gateStock, reservation } = await drop({
      capacity: 5,
      reservation_ttl_seconds: 3,
    });
    const [holding, coming] = [await buyer().enter(), await buyer().enter()];
    const held = await reserveWithRetry(() => holding.reserve(2), holding.mine);
    await worker.kill();
    const since = performance.now();
    await expectUnavailable(() => coming.reserve(1));
    expect((await coming.status()).status).toBe(200);
    await eventually(
      async () => performance.now() - since,
      (passed) => passed > downMs,
      downMs + 10_000,
    );
    expect((await reservation(held.body.id)).status).toBe('active');
    await worker.start();
    await eventually(
      () => reservation(held.body.id),
      ({ status }) => status === 'expired',
      60_000,
    );
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '5', 60_000);
    expect((await reserveWithRetry(() => coming.reserve(5), coming.mine)).status).toBeLessThan(300);
    expect(await db.reservation.count({ where: { event_id: eventId, status: 'active' } })).toBe(1);
  }, 240_000);

  const open = 200;
  it(`F25 sells the same with a worker that keeps three of ${open} open purchases in memory`, async () => {
    await worker.stop();
    await worker.start({ WORKER_CACHED_WORKFLOWS: '3' });
    const { buyer, tiers, orders, tickets } = await drop({ capacity: open, reservation_ttl_seconds: 600 });
    const all = await pMap(
      times(open, () => buyer()),
      (one) => one.enter(),
      { concurrency: 20 },
    );
    const step = (ask: (one: Buyer, i: number) => ReturnType<Buyer['ask']>) =>
      pMap(all, (one, i) => withRetry(() => ask(one, i), 90_000), { concurrency: 10 });
    const held = await pMap(all, (one) => reserveWithRetry(() => one.reserve(1), one.mine, 90_000), {
      concurrency: 10,
    });
    expect(await tiers()).toMatchObject([{ held: open, sold: 0 }]);
    const sessions = await step((one, i) => one.checkout(held[i]!.body.id));
    for (const { status } of await step((one, i) => one.confirm(sessions[i]!.body.id)))
      expect([200, 201]).toContain(status);
    expect(await tiers()).toMatchObject([{ held: 0, sold: open }]);
    expect([(await orders()).length, (await tickets()).length]).toEqual([open, open]);
  }, 400_000);

  it('F38 loses no request while API and worker are restarted one after the other under load', async () => {
    const [secondApi, secondWorker] = [
      await faultStack.addProcess('api', 'Second API'),
      await faultStack.addProcess('worker', 'Second worker'),
    ];
    await Promise.all([secondApi.process.start(), secondWorker.process.start()]);
    const { buyer, eventId, orders } = await drop({ capacity: 5_000, purchase_limit: 1_000 });
    const load = rollingLoad({
      urls: [faultStack.stack.apiUrl, secondApi.url],
      eventId,
      buyers: await Promise.all(times(4, () => buyer().enter())),
    });
    for (const one of [api, worker, secondApi.process, secondWorker.process]) {
      await load.waitForAnswers(20);
      await one.stop();
      await load.waitForAnswers(20);
      await one.start();
    }
    await load.waitForAnswers(20);
    const { failed, bought, answered } = await load.stop();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(180);
    expect(await orders()).toHaveLength(bought);
  }, 240_000);

  it('F37 has no second effect from a worker that was frozen for 30 s while another one took over', async () => {
    const second = await faultStack.addProcess('worker', 'Second worker');
    const { buyer, tiers, orders } = await drop({ capacity: 10 });
    const all = await Promise.all(times(10, () => buyer().enter()));
    const sessions = await Promise.all(
      all.map(async (one) =>
        withRetry(async () => one.checkout((await reserveWithRetry(() => one.reserve(1), one.mine)).body.id)),
      ),
    );
    const confirming = Promise.all(all.map((one, i) => withRetry(() => one.confirm(sessions[i]!.body.id), 90_000)));
    await eventually(orders, (made) => made.length > 0, 30_000);
    worker.freeze();
    const since = performance.now();
    await second.process.start();
    for (const { status } of await confirming) expect([200, 201]).toContain(status);
    await eventually(
      async () => performance.now() - since,
      (passed) => passed > 30_000,
      60_000,
    );
    worker.thaw();
    await second.process.stop();
    expect(await orders()).toHaveLength(10);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 10 }]);
    expect((await withRetry(async () => (await buyer().enter()).reserve(1))).status).toBe(409);
  }, 240_000);

  it('F23 keeps a purchase that incompatible code cannot continue, frees its hold, and never charges it', async () => {
    const { buyer, tiers, orders, reservation } = await drop({ capacity: 10 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
    const session = await withRetry(() => ada.checkout(held.body.id));
    await worker.stop();
    const checkout = await createModifiedCheckout('workflows/purchase.ts', [
      ['import { localSteps, runUntilDone }', 'import { durableSteps, localSteps, runUntilDone }'],
      ['await localSteps.holdTickets(', 'await durableSteps.holdTickets('],
    ]);
    const other = await faultStack.addProcess('worker', 'Other code', { checkout: checkout.path });
    await other.process.start();
    await expectUnavailable(() => ada.confirm(session.body.id));
    expect((await temporal.workflow.getHandle(workflowIds.reservation(held.body.id)).describe()).status.name).toBe(
      'RUNNING',
    );
    expect((await reserveWithRetry(() => eve.reserve(1), eve.mine)).status).toBeLessThan(300);
    await db.$executeRaw`
      UPDATE reservations SET expires_at = now() - interval '70 seconds' WHERE id = ${held.body.id}::uuid`;
    await eventually(
      async () => {
        await reconcile();
        return reservation(held.body.id);
      },
      ({ status }) => status === 'expired',
    );
    await other.process.stop();
    await worker.start();
    expect(await withRetry(() => ada.confirm(session.body.id))).toMatchObject({
      status: 409,
      body: { error: 'reservation_expired_or_invalid' },
    });
    expect(await orders()).toHaveLength(0);
    expect(
      await db.simulatedCharge.count({
        where: { idempotency_key: workflowIds.reservation(held.body.id), status: 'captured' },
      }),
    ).toBe(0);
    expect((await tiers())[0]!.held).toBeLessThanOrEqual(1);
    await checkout.remove();
  }, 240_000);
});
