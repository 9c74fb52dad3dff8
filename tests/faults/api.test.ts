import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { Buyer, eventually } from '../harness.ts';
import { reserveWithRetry, withRetry } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, db, drop } = await useFaultStack();
const { api } = faultStack.processes;

describe('when the API fails', () => {
  it('F4 returns the same order when a buyer whose answer was lost asks again, and charges once', async () => {
    const { eventId, tierIds, orders } = await drop({ capacity: 4 });
    const ada = await new Buyer(
      `http://127.0.0.1:${faultStack.apiProxy.port}`,
      eventId,
      tierIds,
      `buyer-${randomUUID()}`,
    ).enter();
    const held = await reserveWithRetry(() => ada.reserve(2), ada.mine);
    const session = await withRetry(() => ada.checkout(held.body.id));
    await faultStack.apiProxy.silence('downstream');
    const lostAnswer = ada.confirm(session.body.id).catch((failure: unknown) => failure);
    const [order] = await eventually(orders, (all) => all.length > 0);
    await api.kill();
    await faultStack.apiProxy.restore();
    expect(await lostAnswer).toBeInstanceOf(Error);
    await api.start();
    const [again, andAgain] = [
      await withRetry(() => ada.confirm(session.body.id)),
      await withRetry(() => ada.confirm(session.body.id)),
    ];
    expect(again).toMatchObject({
      status: 200,
      body: { order: { id: order!.id }, message: expect.stringContaining('idempotent') },
    });
    expect(andAgain.body).toEqual(again.body);
    expect(await orders()).toHaveLength(1);
    expect(
      await db.simulatedCharge.findMany({ where: { idempotency_key: workflowIds.reservation(held.body.id) } }),
    ).toMatchObject([{ status: 'captured', amount_cents: 5_000 }]);
  }, 60_000);

  it('F22 ends holds on time when the clocks of the APIs are five minutes off', async () => {
    const { eventId, tierIds, reservation } = await drop({ capacity: 4, reservation_ttl_seconds: 3 });
    await Promise.all(
      [5, -5].map(async (minutes) => {
        const added = await faultStack.addProcess('api', `API ${minutes} minutes off`, {
          node: ['--import', './tests/faults/wrong-clock.mjs'],
          variables: { CLOCK_SHIFT_MS: String(minutes * 60_000) },
        });
        await added.process.start();
        const ada = await new Buyer(added.url, eventId, tierIds, `buyer-${randomUUID()}`).enter();
        const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
        const promised = Date.parse(held.body.expires_at);
        expect(Math.abs(promised - Date.now())).toBeLessThan(5_000);
        const ended = await eventually(
          () => reservation(held.body.id),
          ({ status }) => status === 'expired',
        );
        const late = ended.ended_at!.getTime() - promised;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(2_000);
      }),
    );
  }, 60_000);
});
