import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { expectAway, insist, insistOnHold, row, times } from './row.ts';
import { long } from './settings.ts';

const { arena, db, drop, reconcile, temporal } = await row();
const { temporal: server, worker } = arena.parts;

describe('when Temporal fails', () => {
  it('F9 loses no purchase when Temporal is killed: what is held can be paid, what is late expires late', async () => {
    const { buyer, reservation, tiers } = await drop({ capacity: 5, reservation_ttl_seconds: 4 });
    const [paying, waiting, coming] = [await buyer().enter(), await buyer().enter(), await buyer().enter()];
    const [paid, lapsed] = [
      await insistOnHold(() => paying.reserve(1), paying.mine),
      await insistOnHold(() => waiting.reserve(2), waiting.mine),
    ];
    const session = await insist(() => paying.checkout(paid.body.id));
    await server.kill();
    await expectAway(() => coming.reserve(1));
    expect((await waiting.status()).status).toBe(200);
    await server.start();
    const answer = await insist(() => paying.confirm(session.body.id));
    // The deadline may have passed meanwhile: then nothing is charged. Anything else is an order.
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
    expect((await insistOnHold(() => coming.reserve(2), coming.mine)).status).toBeLessThan(300);
    await eventually(tiers, ([tier]) => tier!.held === 0, 60_000);
  }, 180_000);

  it('holds the tickets of a buyer who was told to come back as soon as Temporal can be reached, not half a minute later', async () => {
    const { buyer } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const line = arena.links.api.temporal;
    await line.cut();
    await Promise.all([expectAway(() => ada.reserve(1)), expectAway(() => eve.reserve(1))]);
    await line.mend();
    // The same wish and another one: neither is kept waiting for a request that has reached nobody.
    expect((await insistOnHold(() => ada.reserve(1), ada.mine, 10_000)).status).toBeLessThan(300);
    expect(await insist(() => eve.reserve(2), 10_000)).toMatchObject({
      status: 409,
      body: { error: 'An active reservation exists' },
    });
    expect((await eve.mine()).body.quantity).toBe(1);
  }, 60_000);

  it('F10 takes every hold up again, or frees it, whose purchase a Temporal without its storage has forgotten, charges nobody twice, and sells on', async () => {
    const { eventId, buyer, tiers, orders } = await drop({ capacity: 5, reservation_ttl_seconds: 6 });
    const [bought, paying, holding, next] = [
      await buyer().enter(),
      await buyer().enter(),
      await buyer().enter(),
      buyer(),
    ];
    const order = await insist(() => bought.buy(1));
    const session = await insist(async () =>
      paying.checkout((await insistOnHold(() => paying.reserve(1), paying.mine)).body.id),
    );
    await insistOnHold(() => holding.reserve(2), holding.mine);
    await server.kill();
    for (const end of ['', '-shm', '-wal']) await rm(join(arena.dataDir, `temporal.db${end}`), { force: true });
    await server.start();
    // The reconciler's own schedule went with the storage and has to come back by itself, and with it the sale.
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
    // Taken up in time it is paid; otherwise its time was over.
    const answer = await insist(() => paying.confirm(session.body.id));
    expect([200, 201, 409]).toContain(answer.status);
    const told = answer.status === 409 ? [order] : [order, answer];
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
      told.map(({ body }) => body.order.id as string).toSorted(),
    );
    await insist(() => next.join());
    await eventually(() => next.status().then(({ body }) => body.canEnter as boolean), Boolean, 30_000);
    const sold = await insistOnHold(() => next.reserve(1), next.mine);
    const paid = await insist(async () => next.confirm((await insist(() => next.checkout(sold.body.id))).body.id));
    expect([200, 201]).toContain(paid.status);
  }, 240_000);

  it('F27 refuses more than ten steps of one purchase at once and keeps the hold as it is', async () => {
    const { buyer, reservation } = await drop();
    const ada = await buyer().enter();
    const held = await insistOnHold(() => ada.reserve(1), ada.mine);
    worker.freeze();
    const answers = await Promise.all(times(14, () => ada.checkout(held.body.id)));
    worker.thaw();
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await reservation(held.body.id)).status).toBe('active');
    const session = await insist(() => ada.checkout(held.body.id));
    expect(await db.checkoutSession.count({ where: { reservation_id: held.body.id } })).toBe(1);
    if (long) {
      // A run takes two thousand updates in its life; who goes on asking is told to wait, and the hold stays until its time is over.
      let refused = false;
      for (let asked = 0; !refused && asked < 2_100; asked += 1) {
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
