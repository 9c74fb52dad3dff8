import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { percentile } from '../../tools/crowd/observations.ts';
import { eventually, type Buyer } from '../harness.ts';
import { reserveWithRetry, times, withRetry } from './client-requests.ts';
import { scale } from './settings.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { admin, db, drop } = await useFaultStack();

describe('at the deadline', () => {
  const trials = scale(20, 1_000);
  it(
    `F21 gives each of ${trials} purchases one end when they are paid within milliseconds of their deadline`,
    async () => {
      const { eventId, buyer, tiers, tickets } = await drop({ capacity: trials, reservation_ttl_seconds: 2 });
      const answers = await pMap(
        times(trials, (i) => i),
        async (i) => {
          const one = await buyer().enter();
          const held = await reserveWithRetry(() => one.reserve(1), one.mine);
          const session = await withRetry(() => one.checkout(held.body.id));
          if (session.status >= 300) return session;
          const deadline = Date.parse(session.body.reservation.expires_at);
          await eventually(
            async () => Date.now(),
            (now) => now >= deadline - 60 + (i % 10) * 12,
          );
          return withRetry(() => one.confirm(session.body.id));
        },
        { concurrency: 20 },
      );
      for (const { status, body } of answers) {
        if (status === 409 || status === 404)
          expect(['reservation_expired_or_invalid', 'Reservation has expired', 'Reservation not found']).toContain(
            body.error,
          );
        else expect([200, 201]).toContain(status);
      }
      const sold = answers.filter(({ status }) => status < 300).length;
      await eventually(tiers, ([tier]) => tier!.held === 0, 30_000);
      expect(await tiers()).toMatchObject([{ held: 0, sold }]);
      expect(await tickets()).toHaveLength(sold);
      const charges = await db.$queryRaw<[{ n: bigint }]>`
        SELECT count(*) AS n
        FROM simulated_charges c JOIN reservations r ON c.idempotency_key = 'reservation/' || r.id
        WHERE r.event_id = ${eventId}::uuid AND c.status = 'captured'`;
      expect(Number(charges[0].n)).toBe(sold);
    },
    scale(90_000, 1_200_000),
  );

  it('F34 makes no holds while a sale is paused or cancelled, and frees those of a cancelled sale once', async () => {
    const { eventId, buyer, tiers, orders } = await drop({ capacity: 20 });
    const buyers = await Promise.all(times(6, () => buyer().enter()));
    const [paid, holding, inCheckout, late] = buyers as [Buyer, Buyer, Buyer, Buyer];
    expect((await withRetry(() => paid.buy(1))).status).toBeLessThan(300);
    const held = await reserveWithRetry(() => holding.reserve(2), holding.mine);
    const session = await withRetry(async () =>
      inCheckout.checkout((await reserveWithRetry(() => inCheckout.reserve(2), inCheckout.mine)).body.id),
    );
    await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
    expect(await late.reserve(1)).toMatchObject({ status: 403, body: { paused: true } });
    await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
    const [, ...answers] = await Promise.all([
      admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } }),
      ...buyers.slice(3).map((one) => one.reserve(1)),
    ]);
    for (const { status } of answers) expect([201, 403, 409, 503]).toContain(status);
    await eventually(tiers, ([tier]) => tier!.held === 0);
    expect(await holding.checkout(held.body.id)).toMatchObject({ status: 409 });
    expect(await inCheckout.confirm(session.body.id)).toMatchObject({ status: 409 });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 1 }]);
    expect(await orders()).toHaveLength(1);
  }, 60_000);

  const holds = scale(40, 1_000);
  it(
    `F35 frees ${holds} holds that end together, each once and within a minute, while polls are answered quickly`,
    async () => {
      const { eventId, buyer, tiers } = await drop({ capacity: holds, reservation_ttl_seconds: scale(4, 40) });
      const buyers = await pMap(
        times(holds, () => buyer()),
        (one) => one.enter(),
        { concurrency: 40 },
      );
      await pMap(buyers, (one) => reserveWithRetry(() => one.reserve(1), one.mine), { concurrency: 40 });
      const latencies: number[] = [];
      await eventually(
        async () => {
          const since = performance.now();
          expect((await buyers[latencies.length % holds]!.status()).status).toBe(200);
          latencies.push(performance.now() - since);
          return tiers();
        },
        ([tier]) => tier!.held === 0,
        120_000,
      );
      expect(percentile(latencies, 0.99)).toBeLessThan(1_000);
      const ended = await db.reservation.findMany({ where: { event_id: eventId } });
      const late = ended.map(({ expires_at, ended_at }) => ended_at!.getTime() - expires_at.getTime());
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...late)).toBeLessThan(60_000);
    },
    scale(90_000, 600_000),
  );
});
