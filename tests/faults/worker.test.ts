import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Buyer } from '../harness.ts';
import { expectAway, insist, insistOnHold, row, times } from './row.ts';
import { rollingLoad } from './rolling-load.ts';
import { long, scale } from './settings.ts';

const { arena, db, drop, reconcile, redis, temporal } = await row();
const { worker, api } = arena.parts;

const claimsOf = (eventId: string) => redis.hlen(`td:{${eventId}}:claims`);
const deadlinePassed = (id: string) => db.$executeRaw`UPDATE reservations SET expires_at = now() - interval '70 seconds' WHERE id = ${id}::uuid`;
const statusOf = (id: string) => temporal.workflow.getHandle(workflowIds.reservation(id)).describe().then(({ status }) => status.name);

describe('when the worker fails', () => {
  it('F6, F7 takes tickets once when the worker is killed before Postgres has the hold, and after it but before anybody was told', async () => {
    const { eventId, buyer, tiers, gateStock, tierIds } = await drop({ capacity: 6, reservation_ttl_seconds: 8 });
    const [before, after] = [await buyer().enter(), await buyer().enter()];
    const { postgres, temporal: reports } = arena.links.worker;
    await reports.silence('upstream');
    const untold = after.reserve(2);
    await eventually(() => db.reservation.count({ where: { event_id: eventId } }), (count) => count === 1);
    await postgres.silence('upstream');
    const unheld = before.reserve(1);
    await eventually(() => claimsOf(eventId), (count) => count === 2);
    await worker.kill();
    for (const { status } of await Promise.all([untold, unheld])) expect([201, 503]).toContain(status);
    await Promise.all([postgres.mend(), reports.mend()]);
    await worker.start();
    for (const [one, quantity] of [[before, 1], [after, 2]] as const) {
      const held = await insistOnHold(() => one.reserve(quantity), one.mine);
      expect(held.status).toBeLessThan(300);
      expect(await db.reservation.count({ where: { event_id: eventId, buyer_id: one.id, status: 'active' } })).toBe(1);
    }
    expect((await tiers())[0]!.held).toBeLessThanOrEqual(3);
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
    await eventually(async () => {
      await reconcile();
      return gateStock();
    }, (stock) => stock[tierIds[0]!] === '6', 60_000);
  }, 180_000);

  const awayMs = scale(4_000, 60_000);
  it(`F8 says 503 and shows everybody their place while all workers are away for ${awayMs / 1_000} s, and ends late what came due`, async () => {
    const { eventId, buyer, tiers, tierIds, gateStock, reservation } = await drop({ capacity: 5, reservation_ttl_seconds: 3 });
    const [holding, coming] = [await buyer().enter(), await buyer().enter()];
    const held = await insistOnHold(() => holding.reserve(2), holding.mine);
    await worker.kill();
    const since = performance.now();
    await expectAway(() => coming.reserve(1));
    expect((await coming.status()).status).toBe(200);
    await eventually(async () => performance.now() - since, (passed) => passed > awayMs, awayMs + 10_000);
    expect((await reservation(held.body.id)).status).toBe('active');
    await worker.start();
    await eventually(() => reservation(held.body.id), ({ status }) => status === 'expired', 60_000);
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '5', 60_000);
    expect((await insistOnHold(() => coming.reserve(5), coming.mine)).status).toBeLessThan(300);
    expect(await db.reservation.count({ where: { event_id: eventId, status: 'active' } })).toBe(1);
  }, 240_000);

  it('F24 lets one purchase that can never go on disturb nobody else, and frees its tickets', async () => {
    const { eventId, buyer, tierIds, tiers, reservation } = await drop({ capacity: 4 });
    const [poor, ada] = [await buyer().enter(), await buyer().enter()];
    const id = '00000000-0000-4000-8000-'.concat(eventId.slice(-12));
    await db.$queryRaw`SELECT hold_tickets(${id}::uuid, ${eventId}::uuid, ${tierIds[0]}::uuid, ${poor.id}, ${poor.token}::uuid, 2, 6, 60)`;
    // Its very input is something the workflow cannot read, so each of its tasks fails with a plain error.
    const handle = await temporal.workflow.start('reservation', { workflowId: workflowIds.reservation(id), taskQueue: 'ticketdrop-purchases', args: [null] });
    const never = handle.executeUpdate('hold').catch(() => undefined);
    await eventually(() => handle.describe().then(({ raw }) => raw.pendingWorkflowTask?.attempt ?? 0), (attempt) => attempt > 1, 30_000);
    await expectAway(() => poor.checkout(id));
    expect((await ada.buy(1)).status).toBe(201);
    expect(await statusOf(id)).toBe('RUNNING');
    await deadlinePassed(id);
    await eventually(async () => {
      await reconcile();
      return reservation(id);
    }, ({ status }) => status === 'expired');
    expect(await tiers()).toMatchObject([{ held: 0, sold: 1 }]);
    await handle.terminate('the test is over');
    await never;
  }, 60_000);

  const open = scale(20, 200);
  it(`F25 sells the same with a worker that keeps three of ${open} open purchases in memory`, async () => {
    await worker.stop();
    await worker.start({ WORKER_CACHED_WORKFLOWS: '3' });
    const { buyer, tiers, orders, tickets } = await drop({ capacity: open });
    const all = await Promise.all(times(open, () => buyer().enter()));
    const step = (ask: (one: Buyer, i: number) => ReturnType<Buyer['ask']>) => Promise.all(all.map((one, i) => insist(() => ask(one, i), 90_000)));
    const held = await Promise.all(all.map((one) => insistOnHold(() => one.reserve(1), one.mine)));
    expect(await tiers()).toMatchObject([{ held: open, sold: 0 }]);
    const sessions = await step((one, i) => one.checkout(held[i]!.body.id));
    for (const { status } of await step((one, i) => one.confirm(sessions[i]!.body.id))) expect([200, 201]).toContain(status);
    expect(await tiers()).toMatchObject([{ held: 0, sold: open }]);
    expect([(await orders()).length, (await tickets()).length]).toEqual([open, open]);
    await worker.stop();
    await worker.start();
  }, scale(120_000, 400_000));

  it('F38 loses no request while API and worker are restarted one after the other under load', async () => {
    const [secondApi, secondWorker] = [await arena.another('api', 'Second API'), await arena.another('worker', 'Second worker')];
    await Promise.all([secondApi.part.start(), secondWorker.part.start()]);
    const { buyer, eventId, orders } = await drop({ capacity: 5_000, purchase_limit: 1_000 });
    const load = rollingLoad({ urls: [arena.stack.apiUrl, secondApi.url], eventId, buyers: await Promise.all(times(4, () => buyer().enter())) });
    for (const part of [api, worker, ...(long ? [secondApi.part, secondWorker.part] : [])]) {
      await load.goesOn(20);
      await part.stop();
      await load.goesOn(20);
      await part.start();
    }
    await load.goesOn(20);
    const { failed, bought, answered } = await load.stop();
    expect(failed).toEqual([]);
    expect(bought).toBeGreaterThan(0);
    expect(answered).toBeGreaterThan(80);
    expect(await orders()).toHaveLength(bought);
    await Promise.all([secondApi.part.stop(), secondWorker.part.stop()]);
  }, 240_000);
});
