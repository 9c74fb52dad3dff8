import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../../harness.ts';
import { keyOf, orderSelling, refunding } from './refunding.ts';

const { admin, db, drop } = stack();
const { refund } = refunding(admin);
const soldOrder = orderSelling({ admin, db, drop });
const statusesOf = (tickets: { id: string; status: string }[]) =>
  Object.fromEntries(tickets.map(({ id, status }) => [id, status]));

describe('a refund of some tickets', () => {
  it('voids them at once, gives their share back, and leaves the others to the buyer', async () => {
    const { sale, ada, id, ids, shown, whenGivenBack, atTheProvider, broken } = await soldOrder(3);
    const [first, second, third] = ids as [string, string, string];
    const asked = await refund(id, { tickets: [second, first] });
    expect(asked).toMatchObject({
      status: 201,
      body: { kind: 'tickets', tickets: [first, second], amount_cents: 5_000, restock: false },
    });
    const expected = { [first]: 'void', [second]: 'void', [third]: 'valid' };
    expect(statusesOf((await ada.ask('/me/tickets')).body.tickets)).toEqual(expected);
    expect(statusesOf((await ada.ask(`/me/order?event_id=${sale.eventId}`)).body.tickets)).toEqual(expected);
    expect(await whenGivenBack(5_000)).toMatchObject({
      status: 'partly_refunded',
      left_cents: 2_500,
      refunds: [{ id: asked.body.id, state: 'paid', tickets: [first, second] }],
    });
    expect(await atTheProvider()).toBe(5_000);
    expect(await broken()).toEqual([]);

    expect((await refund(id)).body).toMatchObject({ kind: 'order', tickets: [third], amount_cents: 2_500 });
    expect(await whenGivenBack(7_500)).toMatchObject({ status: 'refunded', left_cents: 0 });
    expect(statusesOf((await shown()).tickets)).toEqual({ ...expected, [third]: 'void' });
    expect(await broken()).toEqual([]);
  });

  it('gives the buyer as many back as they may buy, and others only if the organiser says so', async () => {
    const plan = { capacity: 3, tiers: [{ capacity: 3, per_user_limit: 3 }] };
    const { sale, ada, id, ids, whenGivenBack, broken } = await soldOrder(3, plan);
    await refund(id, { tickets: [ids[0]] });
    await whenGivenBack(2_500);
    expect((await ada.ask(`/events/${sale.eventId}/allowance`)).body.tiers).toMatchObject([{ bought: 2, left: 1 }]);
    expect(await sale.tiers()).toMatchObject([{ sold: 3 }]);
    await refund(id, { tickets: [ids[1]], restock: true });
    await whenGivenBack(5_000);
    expect(await sale.tiers()).toMatchObject([{ sold: 2 }]);
    await eventually(sale.gateStock, (stock) => stock[sale.tierIds[0]!] === '1');
    expect((await ada.buy(1)).status).toBe(201);
    expect(await broken()).toEqual([]);
  });

  it('is refused for tickets of another order, of none, and for void ones, and names them', async () => {
    const [{ id, ids, broken, shown, whenGivenBack }, other] = [await soldOrder(2), await soldOrder(1)];
    await refund(id, { tickets: [ids[0]] });
    await whenGivenBack(2_500);
    for (const wrong of [ids[0], other.ids[0], randomUUID(), 'no-ticket']) {
      const answer = await refund(id, { tickets: [ids[1], wrong] });
      expect(answer).toMatchObject({ status: 409, body: { error: 'Tickets are void', tickets: [wrong] } });
      expect(answer.body.detail).toContain(wrong);
    }
    expect(await shown()).toMatchObject({ refunded_cents: 2_500, left_cents: 2_500 });
    expect(await broken()).toEqual([]);
  });

  it('takes what is only set aside before it gives a part of it back', async () => {
    const { id, ids, order, whenGivenBack, atTheProvider, broken } = await soldOrder(2);
    const key = keyOf(order);
    await db.payment.update({ where: { key }, data: { state: 'begun', settled_at: null } });
    await db.simulatedCharge.update({ where: { idempotency_key: key }, data: { status: 'authorised' } });
    await refund(id, { tickets: [ids[0]] });
    await whenGivenBack(2_500);
    expect(await atTheProvider()).toBe(2_500);
    expect(await db.payment.findUnique({ where: { key } })).toMatchObject({ state: 'captured' });
    expect(await broken()).toEqual([]);
  });

  it('has shares that add up to the cent, whatever the total', async () => {
    const { id } = await soldOrder(3);
    const shares = async (total: number) => {
      const undone = new Error('undone');
      let found: number[] = [];
      await db
        .$transaction(async (tx) => {
          await tx.order.update({ where: { id }, data: { total_price_cents: total } });
          const rows = await tx.$queryRaw<{ amount_cents: number }[]>`SELECT * FROM ticket_shares(${id}::uuid)`;
          found = rows.map(({ amount_cents }) => amount_cents).toSorted((a, b) => a - b);
          throw undone;
        })
        .catch((failure: unknown) => {
          if (failure !== undone) throw failure;
        });
      return found;
    };
    expect(await shares(10_000)).toEqual([3_333, 3_333, 3_334]);
    expect(await shares(1)).toEqual([0, 0, 1]);
    expect(await shares(2_147_483_647)).toEqual([715_827_882, 715_827_882, 715_827_883]);
  });
});

describe('a refund of an amount', () => {
  it('voids no ticket, may be repeated by its key, and never gives back more than is left', async () => {
    const { ada, id, whenGivenBack, atTheProvider, broken } = await soldOrder(2);
    const key = randomUUID();
    const asked = await refund(id, { amount_cents: 1_999 }, key);
    expect(asked).toMatchObject({ status: 201, body: { kind: 'amount', tickets: [], amount_cents: 1_999 } });
    expect(await refund(id, { amount_cents: 1_999 }, key)).toMatchObject({ status: 200, body: { id: asked.body.id } });
    for (const other of [{ amount_cents: 2_000 }, {}, { amount_cents: 1_999, reason: 'Another one.' }])
      expect((await refund(id, other, key)).status).toBe(422);
    expect(await refund(id, { amount_cents: 3_002 })).toMatchObject({
      status: 409,
      body: { error: 'More than is left', left_cents: 3_001, detail: expect.stringContaining('30.02') },
    });
    await whenGivenBack(1_999);
    await refund(id, { amount_cents: 3_001 });
    expect(await whenGivenBack(5_000)).toMatchObject({ status: 'refunded', left_cents: 0 });
    expect(await atTheProvider()).toBe(5_000);
    const { tickets } = (await ada.ask('/me/tickets')).body;
    expect(tickets.map(({ status }: { status: string }) => status)).toEqual(['valid', 'valid']);
    expect(await broken()).toEqual([]);
  });

  it('is no amount and some tickets at once, puts no ticket on sale, and is more than nothing', async () => {
    const { id, ids } = await soldOrder(1);
    for (const wrong of [
      { amount_cents: 1, tickets: ids },
      { amount_cents: 1, restock: true },
      { amount_cents: 0 },
      { amount_cents: 1.5 },
      { tickets: [] },
    ])
      expect((await refund(id, wrong)).status, JSON.stringify(wrong)).toBe(400);
  });

  it('gives back no more than there is when twenty are asked for at once', async () => {
    const { id, whenGivenBack, atTheProvider, broken } = await soldOrder(2);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id, { amount_cents: 1_500 })));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(201), count(409)]).toEqual([3, 17]);
    await whenGivenBack(4_500);
    expect(await atTheProvider()).toBe(4_500);
    expect(await broken()).toEqual([]);
  });
});
