import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { addPastSales } from '../../../bench/past-sales.ts';
import { postgresMails } from '../../../activities/mail/mails.ts';
import type { Database } from '../../../prisma/client.ts';
import type { Prisma } from '../../../prisma/generated/client.ts';
import { eventually, stack, type Drop } from '../../harness.ts';
import { sender } from './sender.ts';

const { admin, db, drop, environment, redis, temporal } = stack();
const DAY_MS = 86_400_000;
const someone = () => `ada.${randomUUID().slice(0, 8)}@example.org`;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

const patch = async (eventId: string, body: object) =>
  expect(await admin(`/admin/events/${eventId}`, { method: 'PATCH', body })).toMatchObject({ status: 200 });
const cancel = (eventId: string) => patch(eventId, { status: 'canceled' });

/** Somebody buys two tickets; without an address nothing is written to them. */
async function sellTo({ buyer }: Drop, email?: string): Promise<string> {
  const ada = await buyer().enter();
  const held = await ada.reserve(2);
  const session = await ada.checkout(held.body.id, randomUUID(), email === undefined ? undefined : { email });
  const bought = await ada.confirm(session.body.id);
  expect(bought.status).toBe(201);
  return bought.body.order.id;
}

const refund = (orderId: string) =>
  admin(`/admin/orders/${orderId}/refunds`, {
    method: 'POST',
    body: { reason: 'The buyer is ill.' },
    headers: { 'idempotency-key': randomUUID() },
  });

const kindsOf = async (orderId: string) =>
  (await db.mail.findMany({ where: { order_id: orderId }, orderBy: { created_at: 'asc' } })).map(({ kind }) => kind);
const announcementsOf = (eventId: string) =>
  db.announcement.findMany({ where: { event_id: eventId }, orderBy: { number: 'asc' } });
/** As if the minutes were over for which later changes are waited for. */
const letAnnounce = (eventId: string) =>
  db.announcement.updateMany({ where: { event_id: eventId, started_at: null }, data: { due_at: new Date() } });
const announced = (eventId: string) =>
  eventually(
    () => announcementsOf(eventId),
    (all) => all.every(({ done_at }) => done_at !== null),
  );

/** The subject and the text of the mail that came to an address, with this in its subject. */
async function mailTo(email: string, subject: string): Promise<string> {
  const list = () => fetch(inject('mailboxUrl')).then((page) => page.text());
  const rowOf = (page: string) => page.split('<tr>').find((row) => row.includes(email) && row.includes(subject));
  const row = rowOf(await eventually(list, (page) => rowOf(page) !== undefined, 30_000))!;
  return (await fetch(new URL(/\/mails\/\d+/.exec(row)![0], inject('mailboxUrl')))).text();
}

describe('a change of an event', () => {
  it('is told once to everybody with an address and valid tickets: what was and what is', async () => {
    const sale = await drop({ name: 'The Night', venue: 'The Hall', starts_at: inDays(3), time_zone: 'Europe/Berlin' });
    const email = someone();
    const told = await sellTo(sale, email);
    const [silent, refunded] = [await sellTo(sale), await sellTo(sale, someone())];
    await refund(refunded);
    await patch(sale.eventId, { venue: 'The Arena' });
    await patch(sale.eventId, { starts_at: inDays(4) });
    await patch(sale.eventId, { venue: 'The Arena, Gate B' });
    // Whoever buys now has seen the new place.
    const late = await sellTo(sale, someone());
    const [one, ...others] = await announcementsOf(sale.eventId);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ number: 1, old_venue: 'The Hall', venue: 'The Arena, Gate B', started_at: null });
    expect(one!.due_at.getTime() - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(await kindsOf(told)).toEqual(['receipt']);

    await letAnnounce(sale.eventId);
    expect(await announced(sale.eventId)).toMatchObject([{ mails: 1 }]);
    const text = await mailTo(email, 'New time and venue for The Night');
    for (const part of ['Venue: The Arena, Gate B', 'Venue before: The Hall', 'in Berlin'])
      expect(text).toContain(part);
    expect(await kindsOf(told)).toEqual(['receipt', 'event_changed']);
    for (const order of [silent, late]) expect(await kindsOf(order)).not.toContain('event_changed');
    expect(await kindsOf(refunded)).not.toContain('event_changed');
  });

  it('is told again when it is changed again later, with what was told before', async () => {
    const sale = await drop({ venue: 'One', starts_at: inDays(3) });
    const order = await sellTo(sale, someone());
    for (const venue of ['Two', 'Three']) {
      await patch(sale.eventId, { venue });
      await letAnnounce(sale.eventId);
      await announced(sale.eventId);
    }
    expect(await announcementsOf(sale.eventId)).toMatchObject([
      { number: 1, old_venue: 'One', venue: 'Two' },
      { number: 2, old_venue: 'Two', venue: 'Three' },
    ]);
    const mails = await db.mail.findMany({ where: { order_id: order, kind: 'event_changed' } });
    expect(mails.map(({ occasion }) => occasion).toSorted()).toEqual(['1', '2']);
  });

  it('is not told when it was taken back, when nobody sees it, or when the event is over', async () => {
    const back = await drop({ venue: 'One', starts_at: inDays(3) });
    const order = await sellTo(back, someone());
    await patch(back.eventId, { venue: 'Two' });
    await patch(back.eventId, { venue: 'One' });
    await letAnnounce(back.eventId);
    await eventually(
      () => announcementsOf(back.eventId),
      (all) => all.length === 0,
    );
    expect(await kindsOf(order)).toEqual(['receipt']);

    const draft = await drop({ status: 'draft' });
    await patch(draft.eventId, { venue: 'Two' });
    const over = await drop();
    await db.event.update({
      where: { id: over.eventId },
      data: { starts_at: new Date(Date.now() - DAY_MS), on_sale_at: new Date(Date.now() - 2 * DAY_MS) },
    });
    await db.announcement.deleteMany({ where: { event_id: over.eventId } });
    await patch(over.eventId, { venue: 'Two' });
    for (const { eventId } of [draft, over]) expect(await announcementsOf(eventId)).toEqual([]);
  });
});

describe('a cancelled event', () => {
  it('is told at once to all who had tickets, and a second mail says that the money is back', async () => {
    const sale = await drop({ name: 'The Night' });
    const email = someone();
    const told = await sellTo(sale, email);
    const [silent, refunded] = [await sellTo(sale), await sellTo(sale, someone())];
    await refund(refunded);
    await eventually(
      () => kindsOf(refunded),
      (kinds) => kinds.includes('refund'),
    );
    await patch(sale.eventId, { venue: 'The Arena' });
    await cancel(sale.eventId);
    const text = await mailTo(email, 'Cancelled: The Night');
    for (const part of ['does not take place', '$50.00 goes back', 'You need not do anything'])
      expect(text).toContain(part);
    expect(await mailTo(email, 'Your money for The Night')).toContain('Refund: US$50.00');
    // Nobody is told any more where it would have been.
    expect(await announced(sale.eventId)).toMatchObject([{ kind: 'event_canceled', mails: 1 }]);
    expect((await kindsOf(told)).toSorted()).toEqual(['event_canceled', 'receipt', 'refund']);
    expect(await kindsOf(silent)).toEqual([]);
    expect(await kindsOf(refunded)).not.toContain('event_canceled');
  });

  it('is told also to a buyer whose payment was under way, instead of a receipt', async () => {
    const sale = await drop();
    const ada = await sale.buyer().enter();
    const held = await ada.reserve(1);
    const session = await ada.checkout(held.body.id, randomUUID(), { email: someone() });
    await db.reservation.update({ where: { id: held.body.id }, data: { payment_started_at: new Date() } });
    await cancel(sale.eventId);
    await announced(sale.eventId);
    expect((await ada.confirm(session.body.id)).status).toBe(201);
    const [order] = await sale.orders();
    expect(await kindsOf(order!.id)).toEqual(['event_canceled']);
  });
});

/** Looks at something in a transaction that nobody else sees, and takes it back. */
async function unseen(look: (tx: Prisma.TransactionClient) => Promise<void>): Promise<void> {
  const end = new Error('the end of the look');
  const looking = db.$transaction((tx) => look(tx).then(() => Promise.reject(end)), { timeout: 60_000 });
  await expect(looking).rejects.toBe(end);
}

/** Queues the next page of an event's announcement, before those of all others. @returns how many orders it has */
async function queuePage(tx: Prisma.TransactionClient, eventId: string, most: number): Promise<number> {
  await tx.announcement.updateMany({ where: { event_id: eventId, done_at: null }, data: { due_at: new Date(0) } });
  const [{ orders }] = await tx.$queryRaw<[{ orders: number }]>`SELECT queue_announced_mails(${most}::int) AS orders`;
  return orders;
}

describe('the mails of an announcement', () => {
  it('are queued page by page, none of them in the request that cancels, and none is lost or doubled', async () => {
    const { eventId, tierIds } = await drop({ capacity: 1_000 });
    await addPastSales(db, { eventId, tierId: tierIds[0]!, seller: randomUUID() }, 500);
    await db.$executeRaw`
      UPDATE orders SET buyer_email = 'ada.' || id || '@example.org' WHERE event_id = ${eventId}::uuid`;
    const where = { order: { event_id: eventId } };
    await unseen(async (tx) => {
      await tx.event.update({ where: { id: eventId }, data: { status: 'canceled' } });
      expect(await tx.mail.count({ where })).toBe(0);
      const pages: number[] = [];
      do {
        // A page whose worker dies is made again by another one.
        await tx.$executeRaw`SAVEPOINT page`;
        await queuePage(tx, eventId, 120);
        await tx.$executeRaw`ROLLBACK TO SAVEPOINT page`;
        pages.push(await queuePage(tx, eventId, 120));
        expect(await tx.mail.count({ where })).toBe(pages.reduce((sum, page) => sum + page));
      } while (pages.at(-1) === 120);
      expect(pages).toEqual([120, 120, 120, 120, 20]);
      const mails = await tx.mail.findMany({ where, select: { order_id: true } });
      expect(new Set(mails.map(({ order_id }) => order_id)).size).toBe(500);
      expect(await tx.announcement.findMany({ where: { event_id: eventId } })).toMatchObject([
        { mails: 500, done_at: expect.any(Date) },
      ]);
    });
  });

  it('wait behind receipts', async () => {
    const order_id = await sellTo(await drop());
    const mail = { order_id, recipient: 'ada@example.org' };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    await unseen(async (tx) => {
      await tx.mail.create({ data: { ...mail, kind: 'event_canceled', due_at: ago(9_000) } });
      await tx.mail.create({ data: { ...mail, kind: 'receipt', due_at: ago(1) } });
      const [taken] = await postgresMails(tx as Database, { host: 'example.org' }).takeDue(1);
      expect(await tx.mail.findUniqueOrThrow({ where: { id: taken!.id } })).toMatchObject({ kind: 'receipt' });
    });
  });
});

/** Gives the money of an order back, and waits until it is. */
async function giveBack(orderId: string) {
  expect((await refund(orderId)).status).toBe(201);
  const given = () => db.refund.findFirstOrThrow({ where: { order_id: orderId } });
  return eventually(given, ({ state }) => state === 'paid');
}

describe('the mail about a refund', () => {
  it('is queued with the note that the money is back, or not at all', async () => {
    const order = await sellTo(await drop(), someone());
    const { id } = await giveBack(order);
    const where = { order_id: order, kind: 'refund' as const };
    expect(await db.mail.findMany({ where })).toMatchObject([{ occasion: id, resend: 0 }]);
    await db.mail.deleteMany({ where });
    // The worker dies before it has ended its transaction.
    await unseen(async (tx) => {
      await tx.refund.update({ where: { id }, data: { state: 'requested', settled_at: null } });
      expect(await tx.mail.count({ where })).toBe(0);
      await tx.refund.update({ where: { id }, data: { state: 'paid', settled_at: new Date() } });
      expect(await tx.mail.count({ where })).toBe(1);
    });
    expect(await db.mail.count({ where })).toBe(0);
    // Whoever notes it again changes nothing.
    await db.refund.update({ where: { id }, data: { state: 'paid' } });
    expect(await db.mail.count({ where })).toBe(0);
  });

  it('keeps its Message-ID when it is repeated, and says the same', async () => {
    const order = await sellTo(await drop({ name: 'The Night' }));
    const given = await giveBack(order);
    expect(await kindsOf(order)).toEqual([]);
    const { id } = await db.mail.create({
      data: {
        order_id: order,
        kind: 'refund',
        occasion: given.id,
        recipient: 'ada@example.org',
        due_at: new Date(Date.now() + 7 * DAY_MS),
      },
    });
    const stores = { db, redis, temporal, environment };
    const { server, send, row, counted } = await sender(stores, (before) => (before === 0 ? 'die' : 'accept'));
    await expect(send(id)).rejects.toThrow('the mail server did not take it');
    expect(await send(id)).toBe('sent');
    const [first, second] = server.received.map(({ parsed }) => parsed);
    expect(second!.messageId).toBe(`<${id}@example.com>`);
    expect(first).toMatchObject({ messageId: second!.messageId, text: second!.text, subject: second!.subject });
    for (const { code } of await db.ticket.findMany({ where: { order_id: order } })) {
      expect(second!.text).toContain(code);
      expect(second!.html).toContain(code);
    }
    expect(await row(id)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(counted).toEqual(['refund deferred', 'refund sent']);
  });
});

describe('sending a mail again', () => {
  const send = (orderId: string, body: object) => admin(`/admin/orders/${orderId}/mails`, { method: 'POST', body });

  it('takes the newest of its kind, from the console and from the buyer’s page', async () => {
    const sale = await drop();
    const buyer = await sale.buyer().enter();
    const held = await buyer.reserve(1);
    const session = await buyer.checkout(held.body.id, randomUUID(), { email: someone() });
    const { id } = (await buyer.confirm(session.body.id)).body.order;
    expect(await send(id, { kind: 'refund' })).toMatchObject({ status: 409, body: { error: 'nothing_to_tell' } });
    await cancel(sale.eventId);
    const all = async () => (await admin(`/admin/orders/${id}/mails`)).body.mails as { kind: string; state: string }[];
    await eventually(all, (mails) => mails.length === 3 && mails.every(({ state }) => state !== 'queued'), 30_000);

    expect(await send(id, { kind: 'receipt' })).toMatchObject({ status: 409, body: { error: 'tickets_void' } });
    expect(await send(id, { kind: 'event_changed' })).toMatchObject({ status: 409 });
    expect((await send(id, { kind: 'event_canceled' })).status).toBe(202);
    const mine = await buyer.ask(`/me/orders/${id}/mails`, { method: 'POST', body: { kind: 'refund' } });
    expect(mine).toMatchObject({ status: 202 });
    expect(mine.body.mails).toContainEqual(expect.objectContaining({ kind: 'refund', to: 'a…@example.org' }));
    const stranger = await sale.buyer().ask(`/me/orders/${id}/mails`, { method: 'POST', body: { kind: 'refund' } });
    expect(stranger.status).toBe(404);
    const resent = await db.mail.findMany({ where: { order_id: id, resend: 1 } });
    expect(resent.map(({ kind }) => kind).toSorted()).toEqual(['event_canceled', 'refund']);
    const shown = (await buyer.ask(`/me/order?event_id=${sale.eventId}`)).body.order;
    expect(shown.mails.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual([
      'event_canceled',
      'receipt',
      'refund',
    ]);
  });

  it('is refused for a kind that there is not, and without an address', async () => {
    const order = await sellTo(await drop());
    expect((await send(order, { kind: 'advert' })).status).toBe(400);
    expect((await send(order, {})).status).toBe(400);
    expect((await send(order, { kind: 'receipt', occasion: '1' })).status).toBe(400);
    expect((await send(order, { kind: 'receipt' })).status).toBe(400);
  });
});
