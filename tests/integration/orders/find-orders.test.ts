import { randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPastSales } from '../../../bench/past-sales.ts';
import { stack } from '../../harness.ts';

const { admin, call, db, drop } = stack();

const asked = (query: Record<string, string>) => `/admin/orders?${new URLSearchParams(query).toString()}`;
/** Eight characters of an order's number, among them those that people mix up. */
const newNumber = () => `01${randomBytes(3).toString('hex').toUpperCase()}`;
const numbers = (answer: { body: any }) => answer.body.orders.map(({ number }: { number: string }) => number);

async function sold(eventName: string, buyer_name: string | null, buyer_email: string | null, quantity = 1) {
  const { eventId, buyer } = await drop({ name: eventName, tiers: [{ name: 'Stalls', capacity: 10 }] });
  const bought = await (await buyer().enter()).buy(quantity);
  const number = newNumber();
  await db.order.update({ where: { id: bought.body.order.id }, data: { number, buyer_name, buyer_email } });
  return {
    eventId,
    number,
    id: bought.body.order.id as string,
    codes: bought.body.tickets.map(({ code }: any) => code),
  };
}

describe('an order is found', () => {
  // Words and addresses that no other test has.
  const own = randomBytes(4).toString('hex');
  let order: Awaited<ReturnType<typeof sold>>;
  const found = async (q: string) => numbers(await admin(asked({ q })));
  beforeAll(async () => {
    order = await sold('The Night', `Zoë ${own} Müller-O’Łuczak`, `Mail.${own}+Night@Example.com`, 2);
    await sold('Another Night', 'Somebody Else', 'else@example.com');
  });

  it('by its number, however it is read out and typed', async () => {
    const { number } = order;
    const spoken = number.toLowerCase().replace('0', 'o').replace('1', 'l');
    for (const q of [
      number,
      `${number.slice(0, 4)}-${number.slice(4)}`,
      spoken,
      ` #${number.slice(0, 4)} ${spoken.slice(4)} `,
    ])
      expect(await found(q), q).toEqual([number]);
    expect(await found(number.slice(0, 6))).toContain(number);
  });

  it('by the code of any of its tickets', async () => {
    expect(order.codes).toHaveLength(2);
    for (const code of order.codes) {
      expect(await found(code)).toEqual([order.number]);
      expect(await found(code.replaceAll('-', '').toLowerCase())).toEqual([order.number]);
    }
  });

  it('by the e-mail address or its beginning, in any case', async () => {
    for (const q of [`mail.${own}+night@example.com`, `MAIL.${own}+n`, `Mail.${own}`])
      expect(await found(q), q).toEqual([order.number]);
    expect(await found(`mail.${own}%`)).toEqual([]);
  });

  it('by words of the name or their beginnings, without accents, in any order and case', async () => {
    for (const q of [`zoe ${own}`, `${own} MÜL`, `muller ${own}`, `łuczak, ${own}`, `O'Luczak ${own}`, own.slice(0, 7)])
      expect(await found(q), q).toEqual([order.number]);
    expect(await found(`ller ${own}`)).toEqual([]);
    expect(await found(`${own} nobody`)).toEqual([]);
  });

  it('by a name that has one or two letters only when it is the whole name', async () => {
    const event = await sold('Short names', 'Bo Li', null);
    const of = (q: string) => admin(asked({ event_id: event.eventId, q })).then(numbers);
    expect(await of('li')).toEqual([event.number]);
    expect(await of('l')).toEqual([]);
  });

  it('by a name in Greek or Cyrillic, in capitals as well', async () => {
    const event = await sold('Names', 'Σωκράτης Йованович', null);
    for (const q of ['σωκρατης', 'ΣΩΚΡΆΤΗΣ', 'йованович', 'ЙОВАН'])
      expect(await admin(asked({ event_id: event.eventId, q })).then(numbers), q).toEqual([event.number]);
  });

  it('among the orders of its event alone, where one is named', async () => {
    expect(numbers(await admin(asked({ event_id: order.eventId })))).toEqual([order.number]);
    expect(numbers(await admin(asked({ event_id: order.eventId.toUpperCase(), q: order.number })))).toHaveLength(1);
    for (const event_id of [randomUUID(), 'no-event'])
      expect((await admin(asked({ event_id, q: order.number }))).body).toEqual({ orders: [], next_cursor: null });
  });

  it('with what the organiser wants to know of it', async () => {
    expect((await admin(asked({ q: order.number }))).body.orders).toEqual([
      {
        id: order.id,
        number: order.number,
        event_id: order.eventId,
        event_name: 'The Night',
        tier_name: 'Stalls',
        quantity: 2,
        total_price_cents: 5_000,
        refunded_cents: 0,
        fees_cents: 0,
        fee_paid_by: 'buyer',
        vat_cents: 0,
        vat_rate_bp: 0,
        currency: 'USD',
        status: 'paid',
        refund_due_at: null,
        buyer: { name: `Zoë ${own} Müller-O’Łuczak`, email: `Mail.${own}+Night@Example.com` },
        created_at: expect.any(String),
      },
    ]);
  });

  it('by an organiser alone', async () => {
    for (const path of [
      asked({ q: order.number }),
      `/admin/orders/${order.id}`,
      `/admin/events/${order.eventId}/money`,
    ])
      expect((await call(path)).status, path).toBe(401);
  });
});

it('stores an order whatever its buyer is called', async () => {
  const names = [
    '',
    ' ',
    "'",
    '\\',
    ':*&|!()',
    '\ufdfa'.repeat(300),
    'ß'.repeat(2_000),
    '\u0301'.repeat(50),
    '👩‍👩‍👧',
    '名前',
  ];
  const { id, eventId } = await sold('Odd names', null, null);
  for (const buyer_name of names) {
    await db.order.update({ where: { id }, data: { buyer_name } });
    const { status, body } = await admin(asked({ event_id: eventId, q: buyer_name.slice(0, 100) }));
    expect([status, body.orders.length], buyer_name.slice(0, 10)).toEqual([200, expect.any(Number)]);
  }
  expect(numbers(await admin(asked({ event_id: eventId, q: '名前' })))).toHaveLength(1);
});

it('lists orders by status', async () => {
  const { eventId, buyer } = await drop();
  const ada = await buyer().enter();
  const [kept, refunded] = [await ada.buy(1), await ada.buy(2)];
  await db.order.update({ where: { id: refunded.body.order.id }, data: { status: 'refunded' } });
  const ids = async (status: string) =>
    (await admin(asked({ event_id: eventId, status }))).body.orders.map(({ id }: { id: string }) => id);
  expect(await ids('paid')).toEqual([kept.body.order.id]);
  expect(await ids('refunded')).toEqual([refunded.body.order.id]);
  for (const status of ['partly_refunded', 'disputed']) expect(await ids(status)).toEqual([]);
  expect((await admin(asked({ status: 'gone' }))).status).toBe(400);
});

it('leads through all orders, each once, while new ones come in', async () => {
  const { eventId, tierIds, buyer } = await drop({ capacity: 1_000 });
  await addPastSales(db, { eventId, tierId: tierIds[0]!, seller: 'past' }, 120);
  const ada = await buyer().enter();
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await admin(asked({ event_id: eventId, limit: '50', ...(cursor && { cursor }) }));
    ids.push(...body.orders.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
    await ada.buy(1);
  }
  const past = await db.order.findMany({
    where: { event_id: eventId, NOT: { buyer_id: ada.id } },
    orderBy: { created_at: 'desc' },
  });
  expect(ids).toEqual(past.map(({ id }) => id));
  expect((await admin(asked({ event_id: eventId, limit: '1' }))).body.orders).toHaveLength(1);
});

it('never fails, whatever is looked for and whatever cursor is given', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 220 }),
    fc.constantFrom(
      '\u0000',
      "'",
      '\\',
      '%',
      ':*',
      "a' & b",
      '()',
      '!!',
      '\u202e',
      '👩‍👩‍👧',
      'a'.repeat(200),
      '\ufdfa'.repeat(200),
    ),
  );
  const cursor = fc.oneof(
    fc.constant(undefined),
    text,
    text.map((plain) => Buffer.from(plain).toString('base64url')),
    fc
      .date({ noInvalidDate: true })
      .map((at) => Buffer.from(`${at.toISOString()} ${randomUUID()}`).toString('base64url')),
  );
  await fc.assert(
    fc.asyncProperty(text, cursor, async (q, given) => {
      const { status } = await admin(asked({ q, limit: '1', ...(given !== undefined && { cursor: given }) }));
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 150 },
  );
  for (const raw of ['q=%ff', 'q=%00', 'q=%ED%A0%80', 'cursor=', 'limit=0', 'limit=1e9', 'q=a&q=b'])
    expect([200, 400], raw).toContain((await admin(`/admin/orders?${raw}`)).status);
});
