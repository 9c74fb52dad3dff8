import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { db, drop, reconcile, temporal } = stack();

describe('expiration', () => {
  it('frees the tickets for everybody within two seconds after the deadline, never before it', async () => {
    const { buyer, tiers, reservation, gateStock, tierIds } = await drop({ capacity: 2, reservation_ttl_seconds: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const held = await ada.reserve(2);
    expect((await eve.reserve(2)).status).toBe(409);
    await eventually(tiers, ([tier]) => tier!.held === 0);
    const row = await reservation(held.body.id);
    expect(row.status).toBe('expired');
    const late = row.ended_at!.getTime() - row.expires_at.getTime();
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2_000);
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '2');
    expect((await ada.mine()).status).toBe(404);
    expect((await eve.reserve(2)).status).toBe(201);
  });

  it('tells a late buyer that the hold has expired, at checkout and at payment', async () => {
    const { buyer } = await drop({ reservation_ttl_seconds: 2 });
    const [slow, slower] = [await buyer().enter(), await buyer().enter()];
    const first = await slow.reserve(1);
    const second = await slower.reserve(1);
    const session = await slower.checkout(second.body.id);
    await eventually(slow.mine, ({ status }) => status === 404);
    expect(await slow.checkout(first.body.id)).toMatchObject({
      status: 409,
      body: { error: 'Reservation has expired' },
    });
    await eventually(slower.mine, ({ status }) => status === 404);
    expect((await slower.ask(`/checkout/sessions/${session.body.id}`)).body).toMatchObject({ status: 'expired' });
    expect(await slower.confirm(session.body.id)).toMatchObject({
      status: 409,
      body: { error: 'reservation_expired_or_invalid' },
    });
    expect((await slower.ask(`/checkout/sessions/${session.body.id}`)).body).toMatchObject({ status: 'expired' });
    expect(
      await db.simulatedCharge.count({ where: { idempotency_key: workflowIds.reservation(second.body.id) } }),
    ).toBe(0);
  });

  it('ends every purchase that is paid around its deadline in exactly one way', async () => {
    const { buyer, tiers, tickets, eventId } = await drop({ capacity: 20, reservation_ttl_seconds: 2 });
    const buyers = await Promise.all(Array.from({ length: 10 }, () => buyer().enter()));
    const answers = await Promise.all(
      buyers.map(async (one, i) => {
        const held = await one.reserve(2);
        const session = await one.checkout(held.body.id);
        const deadline = Date.parse(session.body.reservation.expires_at);
        // From a little before the deadline to a little after it.
        await eventually(
          async () => Date.now(),
          (now) => now >= deadline - 150 + i * 30,
        );
        return one.confirm(session.body.id);
      }),
    );
    for (const { status, body } of answers) {
      if (status === 409) expect(body.error).toBe('reservation_expired_or_invalid');
      else expect(status).toBe(201);
    }
    const sold = answers.filter(({ status }) => status === 201).length * 2;
    await eventually(tiers, ([tier]) => tier!.held === 0);
    expect(await tiers()).toMatchObject([{ held: 0, sold }]);
    expect(await tickets()).toHaveLength(sold);
    const charged = await db.$queryRaw<[{ n: bigint }]>`
      SELECT count(*) AS n FROM simulated_charges c JOIN reservations r ON c.idempotency_key = 'reservation/' || r.id
      WHERE r.event_id = ${eventId}::uuid AND c.status = 'captured'`;
    expect(Number(charged[0].n)).toBe(sold / 2);
  });

  it('frees a hold without a workflow in the reconciler', async () => {
    const { buyer, tiers, reservation } = await drop({ capacity: 3, reservation_ttl_seconds: 3 });
    const ada = await buyer().enter();
    const held = await ada.reserve(3);
    await temporal.workflow.getHandle(workflowIds.reservation(held.body.id)).terminate('as if Temporal had lost it');
    await eventually(
      async () => (await reservation(held.body.id)).expires_at.getTime() + 5_500,
      (overdue) => Date.now() > overdue,
    );
    expect((await reservation(held.body.id)).status).toBe('active');
    expect((await reconcile()).holdsFreed).toBeGreaterThanOrEqual(1);
    expect((await reservation(held.body.id)).status).toBe('expired');
    expect(await tiers()).toMatchObject([{ held: 0 }]);
  }, 30_000);

  it('does not let an ended reservation be changed, not even in Postgres', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    await ada.giveBack(held.body.id);
    await expect(
      db.$executeRaw`UPDATE reservations SET status = 'active' WHERE id = ${held.body.id}::uuid`,
    ).rejects.toThrow(/has ended/);
  });
});
