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
<<<<<<< HEAD

it('F55 gives exactly the rest of an order back when its event is cancelled', async () => {
  const { sale, id, ids, whenGivenBack, atTheProvider, broken } = await soldOrder(3);
  await refund(id, { tickets: [ids[0]] });
  await refund(id, { amount_cents: 700 });
  await whenGivenBack(3_200);
  await admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  expect(
    (await whenGivenBack(7_500)).refunds.map(({ amount_cents }: { amount_cents: number }) => amount_cents),
  ).toEqual([2_500, 700, 4_300]);
  expect(await atTheProvider()).toBe(7_500);
  expect(await progress(sale.eventId)).toMatchObject({ due: 0, refunded: 1, refunded_cents: 7_500 });
  expect((await refund(id)).status).toBe(409);
  expect(await broken()).toEqual([]);
});

it('shows what was given back in part in the list, the sums, the files and the story', async () => {
  const { sale, id, ids, order, whenGivenBack } = await soldOrder(2);
  await refund(id, { tickets: [ids[0]], reason: '=1+1' });
  const { story, tickets } = await whenGivenBack(2_500);
  expect(story.slice(-2)).toMatchObject([
    { what: 'refund_due', amount_cents: 2_500, quantity: 1, reason: '=1+1' },
    { what: 'refunded', amount_cents: 2_500 },
  ]);
  const listed = await admin(`/admin/orders?event_id=${sale.eventId}&status=partly_refunded`);
  expect(listed.body.orders).toMatchObject([{ id, refunded_cents: 2_500 }]);
  expect((await admin(`/admin/orders?event_id=${sale.eventId}&status=paid`)).body.orders).toEqual([]);
  const money = { gross_cents: 5_000, refunded_cents: 2_500, net_cents: 2_500 };
  expect((await admin(`/admin/events/${sale.eventId}/money`)).body).toMatchObject({ ...money, by_tier: [money] });
  const file = async (name: string) => (await admin(`/admin/events/${sale.eventId}/${name}.csv`)).body as string;
  const codes = (status: string) =>
    tickets.filter((ticket: { status: string }) => ticket.status === status).map(({ code }: { code: string }) => code);
  const attendees = await file('attendees');
  expect(attendees).toContain(`${codes('void')[0]},void`);
  expect(attendees).toContain(`${codes('valid')[0]},valid`);
  expect(await file('refunds')).toMatch(
    new RegExp(`,${keyOf(order)},[^,]+,tickets,1,25\\.00,USD,paid,.*,'=1\\+1\\r\\n$`),
  );
});

it('leaves tickets that were given back out of a receipt that is sent again', async () => {
  const { id, ids, whenGivenBack } = await soldOrder(2);
  await refund(id, { tickets: [ids[0]] });
  await whenGivenBack(2_500);
  const { begin } = postgresMails(db, { host: 'example.org' });
  const begun = async (resend: number) => {
    const due_at = new Date(Date.now() + 3_600_000);
    const mail = await db.mail.create({
      data: { order_id: id, kind: 'receipt', recipient: 'ada@example.org', resend, due_at },
    });
    return begin(mail.id);
  };
  const { code } = await db.ticket.findUniqueOrThrow({ where: { id: ids[1]! } });
  const receipt = await begun(1);
  expect(receipt).toMatchObject({ isVoid: false, order: { refundedCents: 2_500 } });
  expect(receipt!.order.tickets.map((ticket) => ticket.code)).toEqual([code]);
  await refund(id);
  expect(await begun(2)).toMatchObject({ isVoid: true, order: { tickets: [] } });
});

it('gives a refund of one id back once, and never more than was captured', async () => {
  const provider = simulatedProvider(db);
  const key = `test/${randomUUID()}`;
  await provider.settle(key, { simulate: 'success', amountCents: 1_000, currency: 'USD' });
  await expect(provider.refund(key, { id: randomUUID(), amountCents: 1 })).rejects.toThrow();
  await provider.capture(key);
  const first = { id: randomUUID(), amountCents: 600 };
  await Promise.all([provider.refund(key, first), provider.refund(key, first), provider.refund(key, first)]);
  await expect(provider.refund(key, { id: randomUUID(), amountCents: 401 })).rejects.toThrow();
  expect(await provider.void(key)).toBe('captured');
  await provider.refund(key, { id: randomUUID(), amountCents: 400 });
  await provider.refund(key, first);
  const refunds = await db.simulatedRefund.findMany({ where: { idempotency_key: key } });
  expect(refunds.reduce((sum, { amount_cents }) => sum + amount_cents, 0)).toBe(1_000);
  expect(await db.simulatedCharge.findUnique({ where: { idempotency_key: key } })).toMatchObject({
    status: 'refunded',
  });
});
=======
>>>>>>> part-refunds
