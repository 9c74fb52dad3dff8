import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { otherCheckout } from './other-checkout.ts';
import { expectAway, insist, insistOnHold, row, times } from './row.ts';

const { arena, db, drop, reconcile, temporal } = await row();
const { worker } = arena.parts;

describe('when a worker is not what it was', () => {
  it('F37 has no second effect from a worker that was frozen for 30 s while another did its work', async () => {
    const second = await arena.another('worker', 'Second worker');
    const { buyer, tiers, orders } = await drop({ capacity: 10 });
    const all = await Promise.all(times(10, () => buyer().enter()));
    const sessions = await Promise.all(all.map(async (one) => insist(async () => one.checkout((await insistOnHold(() => one.reserve(1), one.mine)).body.id))));
    const asking = Promise.all(all.map((one, i) => insist(() => one.confirm(sessions[i]!.body.id), 90_000)));
    await eventually(orders, (made) => made.length > 0, 30_000);
    worker.freeze();
    const since = performance.now();
    await second.part.start();
    for (const { status } of await asking) expect([200, 201]).toContain(status);
    await eventually(async () => performance.now() - since, (passed) => passed > 30_000, 60_000);
    worker.thaw();
    await second.part.stop();
    expect(await orders()).toHaveLength(10);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 10 }]);
    expect((await insist(async () => (await buyer().enter()).reserve(1))).status).toBe(409);
  }, 240_000);

  it('F23 keeps a purchase running that a worker of other code cannot go on with, frees its hold, and charges nobody after the way back', async () => {
    const { buyer, tiers, orders, reservation } = await drop({ capacity: 10 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await insistOnHold(() => ada.reserve(1), ada.mine);
    const session = await insist(() => ada.checkout(held.body.id));
    await worker.stop();
    const checkout = await otherCheckout('workflows/purchase.ts', [['import { insist, quick }', 'import { durable, insist, quick }'], ['await quick.holdTickets(', 'await durable.holdTickets(']]);
    const other = await arena.another('worker', 'Other code', { checkout: checkout.path });
    await other.part.start();
    await expectAway(() => ada.confirm(session.body.id));
    expect((await temporal.workflow.getHandle(workflowIds.reservation(held.body.id)).describe()).status.name).toBe('RUNNING');
    expect((await insistOnHold(() => eve.reserve(1), eve.mine)).status).toBeLessThan(300);
    await db.$executeRaw`UPDATE reservations SET expires_at = now() - interval '70 seconds' WHERE id = ${held.body.id}::uuid`;
    await eventually(async () => {
      await reconcile();
      return reservation(held.body.id);
    }, ({ status }) => status === 'expired');
    await other.part.stop();
    await worker.start();
    expect(await insist(() => ada.confirm(session.body.id))).toMatchObject({ status: 409, body: { error: 'reservation_expired_or_invalid' } });
    expect(await orders()).toHaveLength(0);
    expect(await db.simulatedCharge.count({ where: { idempotency_key: workflowIds.reservation(held.body.id), status: 'captured' } })).toBe(0);
    expect((await tiers())[0]!.held).toBeLessThanOrEqual(1);
    await checkout.remove();
  }, 240_000);
});
