import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { Buyer, eventually } from '../harness.ts';
import { insist, insistOnHold, row } from './row.ts';

const { arena, db, drop } = await row();
const { api } = arena.parts;

describe('when the API fails', () => {
  it('F4 gives the buyer whose answer was lost the same order when asked again, and charges once', async () => {
    const { eventId, tierIds, orders } = await drop({ capacity: 4 });
    const ada = await new Buyer(
      `http://127.0.0.1:${arena.door.port}`,
      eventId,
      tierIds,
      `buyer-${randomUUID()}`,
    ).enter();
    const held = await insistOnHold(() => ada.reserve(2), ada.mine);
    const session = await insist(() => ada.checkout(held.body.id));
    await arena.door.silence('downstream');
    const lost = ada.confirm(session.body.id).catch((failure: unknown) => failure);
    const [order] = await eventually(orders, (all) => all.length > 0);
    await api.kill();
    await arena.door.mend();
    expect(await lost).toBeInstanceOf(Error);
    await api.start();
    const [again, andAgain] = [
      await insist(() => ada.confirm(session.body.id)),
      await insist(() => ada.confirm(session.body.id)),
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

  it('F22 ends holds on time through APIs whose clocks are five minutes off', async () => {
    const { eventId, tierIds, reservation } = await drop({ capacity: 4, reservation_ttl_seconds: 3 });
    await Promise.all(
      [5, -5].map(async (minutes) => {
        const wrong = await arena.another('api', `API ${minutes} minutes off`, {
          node: ['--import', './tests/faults/wrong-clock.mjs'],
          variables: { CLOCK_SHIFT_MS: String(minutes * 60_000) },
        });
        await wrong.part.start();
        const ada = await new Buyer(wrong.url, eventId, tierIds, `buyer-${randomUUID()}`).enter();
        const held = await insistOnHold(() => ada.reserve(1), ada.mine);
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
