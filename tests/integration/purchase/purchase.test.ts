import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';
import { expectProblem } from './problem.ts';

const { db, drop, temporal } = stack();

describe('confirming', () => {
  it('issues one signed ticket for each held ticket, once', async () => {
    const { eventId, buyer, tiers, orders } = await drop({ capacity: 10 });
    const ada = await buyer().enter();
    const bought = await ada.buy(2);
    expect(bought).toMatchObject({
      status: 201,
      body: {
        order: { status: 'paid', quantity: 2, total_price_cents: 5_000 },
        checkout_session: { status: 'completed' },
        reservation: { status: 'converted' },
        message: expect.any(String),
      },
    });
    expect(bought.body.tickets).toHaveLength(2);
    expect(new Set(bought.body.tickets.map(({ code }: { code: string }) => code)).size).toBe(2);
    expect(await tiers()).toMatchObject([{ held: 0, sold: 2 }]);
    expect(await orders()).toHaveLength(1);
    const mine = await ada.ask('/me/tickets');
    expect(mine).toMatchObject({
      status: 200,
      body: {
        count: 2,
        tickets: [{ event: { id: eventId }, tier: { name: 'Tier 1' }, order_id: bought.body.order.id }, {}],
      },
    });
    expect(await ada.ask(`/me/order?event_id=${eventId}`)).toMatchObject({
      status: 200,
      body: { order: { id: bought.body.order.id } },
    });
    expect((await buyer().ask(`/me/order?event_id=${eventId}`)).status).toBe(404);
  });

  it('gives the tickets back when the payment fails', async () => {
    const { buyer, tiers, gateStock, tierIds } = await drop({ capacity: 4 });
    const ada = await buyer().enter();
    const held = await ada.reserve(4);
    const session = await ada.checkout(held.body.id);
    const failed = await ada.confirm(session.body.id, 'fail');
    expect(failed).toMatchObject({
      status: 200,
      body: {
        checkout_session: { id: session.body.id, status: 'failed' },
        reservation: { id: held.body.id, status: 'canceled' },
      },
    });
    expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
    expect(await ada.confirm(session.body.id, 'fail')).toMatchObject({
      status: 200,
      body: { checkout_session: { status: 'failed' } },
    });
    expect(await ada.confirm(session.body.id)).toMatchObject({
      status: 409,
      body: { error: 'Checkout session is not pending', status: 'failed' },
    });
    await eventually(gateStock, (stock) => stock[tierIds[0]!] === '4');
  });

  it('needs its fields, and answers only its own buyer', async () => {
    const { buyer } = await drop();
    const ada = await buyer().enter();
    const held = await ada.reserve(1);
    const session = await ada.checkout(held.body.id);
    expect(expectProblem(await ada.confirm(session.body.id, 'maybe')).status).toBe(400);
    expect((await ada.ask('/checkout/confirm', { method: 'POST', body: { simulate: 'success' } })).status).toBe(400);
    expect(expectProblem(await buyer().confirm(session.body.id)).status).toBe(404);
    expect((await ada.confirm(randomUUID())).status).toBe(404);
  });

  it('costs three workflow tasks', async () => {
    const { buyer, orders } = await drop();
    await (await buyer().enter()).buy(1);
    const [order] = await orders();
    const { events } = await temporal.workflow.getHandle(workflowIds.reservation(order!.reservation_id)).fetchHistory();
    expect((events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)).toHaveLength(3);
    expect(
      await db.simulatedCharge.findUnique({
        where: { idempotency_key: workflowIds.reservation(order!.reservation_id) },
      }),
    ).toMatchObject({ status: 'captured', amount_cents: 2_500 });
  });
});
