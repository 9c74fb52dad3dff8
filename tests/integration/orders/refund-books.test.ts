import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { postgresMails } from '../../../activities/mail/mails.ts';
import { simulatedProvider } from '../../../activities/payments/simulated-provider.ts';
import { eventually, stack } from '../../harness.ts';
import { keyOf, orderSelling, refunding } from './refunding.ts';

const { admin, db, drop } = stack();
const { refund, progress } = refunding(admin);
const soldOrder = orderSelling({ admin, db, drop });

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

it('gives nothing back twice when it could not be noted that the provider gave it', async () => {
  const { sale, id, ids, whenGivenBack, atTheProvider, broken } = await soldOrder(2);
  const name = `lost_note_${id.replaceAll('-', '_')}`;
  await db.$executeRawUnsafe(`
    CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'lost'; END $$`);
  await db.$executeRawUnsafe(`
    CREATE TRIGGER ${name} BEFORE UPDATE OF state ON refunds FOR EACH ROW
    WHEN (NEW.state = 'paid' AND NEW.order_id = '${id}') EXECUTE FUNCTION ${name}()`);
  await refund(id, { tickets: [ids[0]], restock: true });
  await eventually(
    () => progress(sale.eventId),
    ({ failing }) => failing === 1,
  );
  expect([await atTheProvider(), (await sale.tiers())[0]!.sold]).toEqual([2_500, 2]);
  await db.$executeRawUnsafe(`DROP FUNCTION ${name}() CASCADE`);
  await eventually(
    () => progress(sale.eventId),
    ({ due }) => due === 0,
    60_000,
  );
  await whenGivenBack(2_500);
  expect([await atTheProvider(), (await sale.tiers())[0]!.sold]).toEqual([2_500, 1]);
  expect(await broken()).toEqual([]);
}, 120_000);

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
  expect(receipt).toMatchObject({ occasion: { kind: 'receipt' }, order: { refundedCents: 2_500 } });
  expect(receipt!.order.tickets.map((ticket) => ticket.code)).toEqual([code]);
  await refund(id);
  expect(await begun(2)).toMatchObject({ occasion: undefined, order: { tickets: [] } });
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
