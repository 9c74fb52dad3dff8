import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { expectUnavailable, reserveWithRetry, times, withRetry } from './client-requests.ts';
import { long } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db, drop, reconcile, temporal } = await useFaultStack();
const { temporal: server, worker } = faultStack.processes;

describe('when Temporal fails', () => {
  it('F9 loses no purchase when Temporal is killed: holds can be paid, and overdue holds expire late', async () => {
    const { buyer, reservation, tiers } = await drop({ capacity: 5, reservation_ttl_seconds: 4 });
    const [paying, waiting, coming] = [await buyer().enter(), await buyer().enter(), await buyer().enter()];
    const [paid, lapsed] = [
      await reserveWithRetry(() => paying.reserve(1), paying.mine),
      await reserveWithRetry(() => waiting.reserve(2), waiting.mine),
    ];
    const session = await withRetry(() => paying.checkout(paid.body.id));
    await server.kill();
    await expectUnavailable(() => coming.reserve(1));
    expect((await waiting.status()).status).toBe(200);
    await server.start();
    const answer = await withRetry(() => paying.confirm(session.body.id));
    // If the deadline has passed meanwhile, nothing is charged; otherwise there is an order.
    if (answer.status === 409) expect(answer.body.error).toBe('reservation_expired_or_invalid');
    else expect([200, 201]).toContain(answer.status);
    await eventually(
      () => reservation(lapsed.body.id),
      ({ status }) => status === 'expired',
      60_000,
    );
    expect((await reservation(lapsed.body.id)).ended_at!.getTime()).toBeGreaterThanOrEqual(
      (await reservation(lapsed.body.id)).expires_at.getTime(),
    );
    expect((await reserveWithRetry(() => coming.reserve(2), coming.mine)).status).toBeLessThan(300);
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
  }, 180_000);

  it('accepts the retry of a refused buyer as soon as Temporal can be reached, not half a minute later', async () => {
    const { buyer } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const proxy = faultStack.proxies.api.temporal;
    await proxy.cut();
    await Promise.all([expectUnavailable(() => ada.reserve(1)), expectUnavailable(() => eve.reserve(1))]);
    await proxy.restore();
    // The same request and a different one: neither waits for the earlier request, which never reached Temporal.
    expect((await reserveWithRetry(() => ada.reserve(1), ada.mine, 10_000)).status).toBeLessThan(300);
    expect(await withRetry(() => eve.reserve(2), 10_000)).toMatchObject({
      status: 409,
      body: { error: 'An active reservation exists' },
    });
    expect((await eve.mine()).body.quantity).toBe(1);
  }, 60_000);

  it('F10 adopts or frees each hold whose purchase Temporal has lost, charges nobody twice, and sells on', async () => {
    const { eventId, buyer, tiers, orders } = await drop({ capacity: 5, reservation_ttl_seconds: 6 });
    const [bought, paying, holding, next] = [
      await buyer().enter(),
      await buyer().enter(),
      await buyer().enter(),
      buyer(),
    ];
    const order = await withRetry(() => bought.buy(1));
    const session = await withRetry(async () =>
      paying.checkout((await reserveWithRetry(() => paying.reserve(1), paying.mine)).body.id),
    );
    await reserveWithRetry(() => holding.reserve(2), holding.mine);
    await server.kill();
    for (const end of ['', '-shm', '-wal']) await rm(join(faultStack.dataDir, `temporal.db${end}`), { force: true });
    await server.start();
    // The reconciler's schedule was lost with the storage and must come back by itself, and with it the sale.
    await eventually(
      () =>
        temporal.schedule
          .getHandle('reconcile')
          .describe()
          .then(
            () => true,
            () => false,
          ),
      Boolean,
      40_000,
    );
    await eventually(
      () =>
        temporal.workflow
          .getHandle(workflowIds.sale(eventId))
          .describe()
          .then(
            ({ status }) => status.name,
            () => 'none',
          ),
      (name) => name === 'RUNNING',
      60_000,
    );
    // A purchase that was adopted before its deadline is paid; otherwise it has expired.
    const answer = await withRetry(() => paying.confirm(session.body.id));
    expect([200, 201, 409]).toContain(answer.status);
    const acknowledged = answer.status === 409 ? [order] : [order, answer];
    if (answer.status === 409) expect(answer.body.error).toBe('reservation_expired_or_invalid');
    await eventually(
      async () => {
        await reconcile();
        return tiers();
      },
      ([tier]) => tier!.held === 0,
      60_000,
    );
    expect((await orders()).map(({ id }) => id).toSorted()).toEqual(
      acknowledged.map(({ body }) => body.order.id as string).toSorted(),
    );
    await withRetry(() => next.join());
    await eventually(() => next.status().then(({ body }) => body.canEnter as boolean), Boolean, 30_000);
    const sold = await reserveWithRetry(() => next.reserve(1), next.mine);
    const paid = await withRetry(async () =>
      next.confirm((await withRetry(() => next.checkout(sold.body.id))).body.id),
    );
    expect([200, 201]).toContain(paid.status);
  }, 240_000);

  it('F27 refuses more than ten concurrent steps of one purchase and keeps its hold', async () => {
    const { buyer, reservation } = await drop();
    const ada = await buyer().enter();
    const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
    worker.freeze();
    const answers = await Promise.all(times(14, () => ada.checkout(held.body.id)));
    worker.thaw();
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await reservation(held.body.id)).status).toBe('active');
    const session = await withRetry(() => ada.checkout(held.body.id));
    expect(await db.checkoutSession.count({ where: { reservation_id: held.body.id } })).toBe(1);
    if (long) {
      // Temporal accepts two thousand updates per run. Further ones get a 503, and the hold stays until its deadline.
      let refused = false;
      for (let requests = 0; !refused && requests < 2_100; requests += 1) {
        const { status } = await ada.checkout(held.body.id);
        expect([200, 503]).toContain(status);
        refused = status === 503;
      }
      expect(refused).toBe(true);
      expect((await reservation(held.body.id)).status).toBe('active');
    }
    expect(session.status).toBeLessThan(300);
  }, 300_000);
});
