import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { orderLinks } from '../../../activities/mail/order-links.ts';
import { violations } from '../../../activities/reconciler/invariants.ts';
import { eventually, stack, type Buyer, type Drop } from '../../harness.ts';
import { expectProblem } from '../purchase/problem.ts';

const { admin, call, db, drop, environment } = stack();
const links = orderLinks(environment['TICKET_SIGNING_KEY']!);
const someone = () => {
  const own = randomUUID().slice(0, 8);
  return { name: `Ada ${own}`, email: `ada.${own}@example.org` };
};

const pathOf = (id: string) => `/admin/buyers/${encodeURIComponent(id)}`;
const erase = (id: string, query = '?confirm=true') => admin(`${pathOf(id)}${query}`, { method: 'DELETE' });
const find = (id: string) => admin(pathOf(id));
const search = (body: object) => admin('/admin/find-buyers', { method: 'POST', body });

async function buy(buyer: Buyer, details: object, key: string = randomUUID()) {
  const held = await buyer.reserve(1);
  const session = await buyer.checkout(held.body.id, key, details);
  const paid = await buyer.confirm(session.body.id);
  expect(paid.status).toBe(201);
  return { id: paid.body.order.id as string, sessionId: session.body.id as string, reservationId: held.body.id };
}

async function bought(given: Parameters<typeof drop>[0] = {}) {
  const sale = await drop(given);
  const details = someone();
  const buyer = await sale.buyer().enter();
  return { sale, buyer, details, ...(await buy(buyer, details)) };
}

/** Makes an event one that has taken place, as its orders see it. */
const letPass = ({ eventId }: Drop) =>
  db.event.update({
    where: { id: eventId },
    data: { on_sale_at: new Date(Date.now() - 2_000), starts_at: new Date(Date.now() - 1_000) },
  });

/** Every text of Postgres that holds one of these, by its table. */
async function tablesWith(texts: string[]): Promise<string[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_prisma%'`;
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const conditions = texts.map((_, i) => `strpos(row_to_json(t)::text, $${i + 1}) > 0`).join(' OR ');
      const [{ count }] = await db.$queryRawUnsafe<[{ count: number }]>(
        `SELECT count(*)::int AS count FROM ${name} t WHERE ${conditions}`,
        ...texts,
      );
      return count > 0 ? [name] : [];
    }),
  );
  return found.flat();
}

describe('erasing a buyer', () => {
  it('takes name and address out of everything that is stored, and leaves the books as they were', async () => {
    const { sale, buyer, details, id } = await bought();
    await letPass(sale);
    expect((await tablesWith(Object.values(details))).toSorted()).toEqual(['checkout_sessions', 'mails', 'orders']);
    const [before] = await sale.orders();
    const token = links.token({ id, linkNumber: before!.link_number });
    expect((await call('/orders/linked', { headers: { 'x-order-token': token } })).status).toBe(200);

    expect(await erase(buyer.id, '')).toMatchObject({
      status: 200,
      body: { id: buyer.id, erased: { orders: 1, mails: 1, sessions: 1, keys: 1 } },
    });
    expect(await tablesWith(Object.values(details))).toEqual([]);
    const { buyer_name, buyer_email, buyer_erased_at, link_number, ...kept } = (await sale.orders())[0]!;
    expect(before).toMatchObject(kept);
    expect({ buyer_name, buyer_email, buyer_erased_at, link_number }).toEqual({
      buyer_name: null,
      buyer_email: null,
      buyer_erased_at: expect.any(Date),
      link_number: before!.link_number + 1,
    });
    expect((await call('/orders/linked', { headers: { 'x-order-token': token } })).status).toBe(404);
    expect((await buyer.ask('/me/tickets')).body.tickets).toMatchObject([{ status: 'valid' }]);
    expect(await violations(db, { eventId: sale.eventId, doubtSeconds: 0 })).toEqual([]);
    expect((await admin(`/admin/orders?q=${details.email}`)).body.orders).toEqual([]);
    expect((await admin(`/admin/orders/${id}`)).body.buyer).toEqual({
      id: buyer.id,
      name: null,
      email: null,
      erased_at: expect.any(String),
    });
  });

  it('erases nothing more when it is repeated, also twice at once', async () => {
    const { sale, buyer } = await bought();
    await letPass(sale);
    const answers = await Promise.all([erase(buyer.id, ''), erase(buyer.id, '')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.erased.orders, 0)).toBe(1);
    const [order] = await sale.orders();
    expect((await erase(buyer.id, '')).body.erased).toEqual({ orders: 0, mails: 0, sessions: 0, keys: 0 });
    expect(await sale.orders()).toEqual([order]);
  });

  it('is refused while an event is still to come, unless confirmed, and the tickets stay valid', async () => {
    const { buyer, details, id } = await bought();
    expect(expectProblem(await erase(buyer.id, ''))).toMatchObject({
      status: 409,
      body: { error: 'event_to_come', orders: 1 },
    });
    expect(expectProblem(await erase(buyer.id, '?confirm=false')).status).toBe(409);
    expect(await db.order.findUniqueOrThrow({ where: { id } })).toMatchObject({ buyer_email: details.email });
    expect((await erase(buyer.id)).status).toBe(200);
    expect((await buyer.ask('/me/tickets')).body.tickets).toMatchObject([{ status: 'valid' }]);
    // What is erased already needs no confirmation.
    expect((await erase(buyer.id, '')).status).toBe(200);
  });

  it('is refused while the buyer is buying, unless confirmed; the order then has no name', async () => {
    const sale = await drop();
    const details = someone();
    const buyer = await sale.buyer().enter();
    const held = await buyer.reserve(1);
    const key = randomUUID();
    const session = await buyer.checkout(held.body.id, key, details);
    expect(expectProblem(await erase(buyer.id, ''))).toMatchObject({
      status: 409,
      body: { error: 'purchase_under_way', purchases: 1 },
    });
    expect((await erase(buyer.id)).body.erased).toEqual({ orders: 0, mails: 0, sessions: 1, keys: 0 });
    const paid = await buyer.confirm(session.body.id);
    expect(paid.status).toBe(201);
    expect(await sale.orders()).toMatchObject([{ buyer_name: null, buyer_email: null }]);
    expect(await tablesWith(Object.values(details))).toEqual([]);
  });

  it('comes wholly before or wholly after the order of a purchase that is just being paid', async () => {
    const sale = await drop();
    const details = someone();
    const buyer = await sale.buyer().enter();
    const held = await buyer.reserve(1);
    const session = await buyer.checkout(held.body.id, randomUUID(), details);
    const [paid, erased] = await Promise.all([buyer.confirm(session.body.id), erase(buyer.id)]);
    expect([paid.status, erased.status]).toEqual([201, 200]);
    expect(await tablesWith(Object.values(details))).toEqual([]);
  });

  it('lets no mail about these orders be sent any more, and says so', async () => {
    const { sale, buyer, id } = await bought();
    // A mail that no worker has taken yet.
    const waiting = await db.mail.create({
      data: { order_id: id, kind: 'receipt', recipient: 'x@example.org', due_at: new Date(Date.now() + 86_400_000) },
    });
    await erase(buyer.id);
    expect(await db.mail.findUniqueOrThrow({ where: { id: waiting.id } })).toMatchObject({
      state: 'failed',
      last_error: 'erased',
      recipient: null,
    });
    const again = { status: 409, body: { error: 'buyer_erased' } };
    const body = { kind: 'receipt', email: 'ada@example.org' };
    expect(await admin(`/admin/orders/${id}/mails`, { method: 'POST', body })).toMatchObject(again);
    expect(await buyer.ask(`/me/orders/${id}/receipt`, { method: 'POST', body: {} })).toMatchObject(again);
    expect((await buyer.ask(`/me/order?event_id=${sale.eventId}`)).body.order).toMatchObject({
      receipt: null,
      mails: [],
      buyer_erased_at: expect.any(String),
    });
    const count = await db.mail.count({ where: { order_id: id } });
    await admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
    await eventually(sale.orders, ([order]) => order!.status === 'refunded');
    expect(await db.mail.count({ where: { order_id: id } })).toBe(count);
  });

  it('still finds the session of a repeated checkout, whose key is gone', async () => {
    const sale = await drop();
    const [buyer, details, key] = [await sale.buyer().enter(), someone(), randomUUID()];
    const { sessionId, reservationId } = await buy(buyer, details, key);
    await erase(buyer.id);
    const repeated = await buyer.checkout(reservationId, key, details);
    // As long as Temporal keeps the purchase, a repeat gets the very first answer.
    expect([200, 201]).toContain(repeated.status);
    expect(repeated.body).toMatchObject({ id: sessionId, buyer: { name: null, email: null } });
    expect(await tablesWith(Object.values(details))).toEqual([]);
  });

  it('leaves other buyers alone, also those of the same address', async () => {
    const sale = await drop();
    const details = someone();
    const [one, other] = [await sale.buyer().enter(), await sale.buyer().enter()];
    await buy(one, details);
    await buy(other, details);
    await erase(one.id);
    expect(await db.order.findFirstOrThrow({ where: { buyer_id: other.id } })).toMatchObject({
      buyer_email: details.email,
      buyer_erased_at: null,
    });
  });
});

describe('a checkout that ends without an order', () => {
  it('keeps no name and no address', async () => {
    const sale = await drop();
    const details = someone();
    const buyer = await sale.buyer().enter();
    const held = await buyer.reserve(1);
    await buyer.checkout(held.body.id, randomUUID(), details);
    expect(await tablesWith(Object.values(details))).toEqual(['checkout_sessions']);
    expect((await buyer.giveBack(held.body.id)).status).toBe(200);
    expect(await tablesWith(Object.values(details))).toEqual([]);
  });
});

describe('looking up what is stored of a buyer', () => {
  it('finds those of an address in any case, and says how many orders would be touched', async () => {
    const sale = await drop();
    const details = someone();
    const [one, other] = [await sale.buyer().enter(), await sale.buyer(`Big/${randomUUID()}%`).enter()];
    await buy(one, details);
    await buy(one, {});
    await buy(other, details);
    const found = await search({ email: ` ${details.email.toUpperCase()} ` });
    expect(found).toMatchObject({ status: 200, body: { orders: 3 } });
    expect(found.body.buyers).toEqual(
      expect.arrayContaining([
        { id: one.id, orders: 2, erased: 0, to_come: 2, under_way: 0 },
        { id: other.id, orders: 1, erased: 0, to_come: 1, under_way: 0 },
      ]),
    );
    // An id may have any character that a header may have, in either case.
    expect(await find(other.id)).toMatchObject({ status: 200, body: { id: other.id, orders: 1 } });
    expect((await find(other.id.toLowerCase())).status).toBe(404);
    await erase(one.id);
    expect((await search({ email: details.email })).body).toMatchObject({ orders: 1, buyers: [{ id: other.id }] });
    expect((await find(one.id)).body).toMatchObject({ orders: 2, erased: 2 });
  });

  it('is for organisers, who name a buyer that there is and nothing else', async () => {
    const { buyer, details, id } = await bought();
    for (const [path, request] of [
      [pathOf(buyer.id), { method: 'DELETE' }],
      [`${pathOf(buyer.id)}?confirm=true`, { method: 'DELETE' }],
      [pathOf(buyer.id), {}],
      ['/admin/find-buyers', { method: 'POST', body: { email: details.email } }],
    ] as const) {
      expect(expectProblem(await call(path, request)).status).toBe(401);
      expect(expectProblem(await buyer.ask(path, request)).status).toBe(401);
    }
    const nobody = randomUUID();
    expect(expectProblem(await find(nobody)).status).toBe(404);
    expect(expectProblem(await erase(nobody)).status).toBe(404);
    for (const query of ['?confirm=yes', '?confirm=', '?confirm=true&confirm=true'])
      expect(expectProblem(await erase(buyer.id, query)).status).toBe(400);
    for (const wrong of ['a b', 'ä', 'x'.repeat(129)]) expect(expectProblem(await erase(wrong)).status).toBe(400);
    for (const body of [{}, { email: 'ada' }, { email: details.email, confirm: true }, { email: `'; DROP TABLE x` }])
      expect(expectProblem(await search(body)).status).toBe(400);
    expect(await db.order.findUniqueOrThrow({ where: { id } })).toMatchObject({ buyer_email: details.email });
  });
});
