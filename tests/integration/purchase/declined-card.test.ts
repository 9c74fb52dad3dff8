import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';

const { admin, db, drop, temporal } = stack();

const declined = { status: 402, body: { error: 'payment_declined' } };

describe('a declined card', () => {
  it('F19 leaves the hold as it is, and another card pays for it', async () => {
    const { buyer, tiers } = await drop({ capacity: 2 });
    const ada = await buyer().enter();
    const held = await ada.reserve(2);
    const session = await ada.checkout(held.body.id);
    const { expires_at } = session.body.reservation;
    for (const _ of ['first', 'repeated'])
      expect(await ada.confirm(session.body.id, 'decline')).toMatchObject({
        ...declined,
        body: { ...declined.body, expires_at },
      });
    expect((await ada.ask(`/checkout/sessions/${session.body.id}`)).body).toMatchObject({
      status: 'pending',
      reservation: { expires_at },
    });
    expect(await tiers()).toMatchObject([{ held: 2, sold: 0 }]);

    expect(await ada.confirm(session.body.id)).toMatchObject({ status: 201, body: { order: { status: 'paid' } } });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
    const key = workflowIds.reservation(held.body.id);
    expect(await payments(held.body.id)).toEqual([
      [key, 'declined', 'declined'],
      [`${key}/2`, 'captured', 'captured'],
    ]);
    expect((await ada.confirm(session.body.id, 'decline')).status).toBe(409);
  });

  it('lets the hold end at its deadline like any other', async () => {
    const { buyer, tiers } = await drop({ capacity: 1, reservation_ttl_seconds: 2 });
    const ada = await buyer().enter();
    const held = await ada.reserve();
    const session = await ada.checkout(held.body.id);
    expect(await ada.confirm(session.body.id, 'decline')).toMatchObject(declined);
    await eventually(tiers, ([tier]) => tier!.held === 0);
    expect(await ada.confirm(session.body.id)).toMatchObject({
      status: 409,
      body: { error: 'reservation_expired_or_invalid' },
    });
    expect(await payments(held.body.id)).toEqual([[expect.any(String), 'declined', 'declined']]);
    expect(await temporal.workflow.getHandle(workflowIds.reservation(held.body.id)).result()).toEqual({
      state: 'expired',
    });
  });

  it('lets the buyer give the tickets back, and its event be cancelled', async () => {
    const { buyer, tiers, eventId } = await drop({ capacity: 2 });
    const [ada, eve] = [await buyer().enter(), await buyer().enter()];
    const sessions = [];
    for (const one of [ada, eve]) {
      const held = await one.reserve();
      const session = await one.checkout(held.body.id);
      expect(await one.confirm(session.body.id, 'decline')).toMatchObject(declined);
      sessions.push({ held: held.body.id as string, id: session.body.id as string });
    }
    expect((await ada.giveBack(sessions[0]!.held)).status).toBe(200);
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    expect(await eve.confirm(sessions[1]!.id)).toMatchObject({ status: 409, body: { error: 'event_canceled' } });
    await eventually(tiers, ([tier]) => tier!.held === 0);
  });
});

/** Key, state in our books and status at the provider of each try to pay for a reservation, in their order. */
async function payments(reservationId: string) {
  const tries = await db.payment.findMany({ where: { reservation_id: reservationId }, orderBy: { created_at: 'asc' } });
  return Promise.all(
    tries.map(async ({ key, state }) => [
      key,
      state,
      (await db.simulatedCharge.findUnique({ where: { idempotency_key: key } }))?.status,
    ]),
  );
}
