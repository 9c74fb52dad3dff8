import { request } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import { addPastSales } from '../../../bench/past-sales.ts';
import { inGroups } from '../../../codes.ts';
import { eventually, stack } from '../../harness.ts';
import { refunding } from './refunding.ts';
import { parsedCsv } from './csv.ts';

const { admin, adminToken, apiUrl, call, db, drop } = stack();

const hostile = [
  '=HYPERLINK("http://evil.example";"Click")',
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1',
  '\r=1',
  'Smith, "Jo"',
  'two\r\nlines',
  'Zoë Łuczak 名前',
];

it('has every order and every attendee, in cells that no spreadsheet calculates, whoever bought', async () => {
  const { eventId, buyer } = await drop({
    name: 'Ünder / Über: "Night"',
    time_zone: 'America/New_York',
    tiers: [{ name: '=Stalls', capacity: 50, price_cents: 1_250 }],
    fee_fixed_cents: 40,
    vat_rate_bp: 700,
  });
  const ids: string[] = [];
  for (const buyer_name of hostile) {
    const { body } = await (await buyer().enter()).buy(2);
    ids.push(body.order.id);
    const created_at = new Date(Date.UTC(2026, 0, 1, 4, 30, ids.length));
    await db.order.update({
      where: { id: body.order.id },
      data: { buyer_name, buyer_email: '+a@example.com', created_at },
    });
  }
  await refunding(admin).refund(ids[1]!);
  await eventually(
    () => db.order.findUniqueOrThrow({ where: { id: ids[1]! } }),
    ({ status }) => status === 'refunded',
  );
  const orders = await db.order.findMany({ where: { event_id: eventId }, include: { tickets: true } });

  const file = await admin(`/admin/events/${eventId}/orders.csv`);
  expect(file).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
  expect(decodeURIComponent(String(file.headers['content-disposition']))).toMatch(
    /^attachment; filename="orders\.csv"; filename\*=UTF-8''ünder-über-night-orders-\d{4}-\d\d-\d\d\.csv$/,
  );
  const [titles, ...lines] = parsedCsv(file.body.replace('\ufeff', ''));
  expect(titles).toEqual([
    ...['Order', 'Ordered (America/New_York)', 'Status', 'Name', 'E-mail', 'Tier', 'Tickets', 'Total', 'Refunded'],
    ...['Currency', 'Refund due since (America/New_York)', 'Order id'],
    ...['Fees', 'Fees paid by', 'VAT', 'VAT rate in %'],
  ]);
  expect(lines).toHaveLength(hostile.length);
  for (const [i, name] of hostile.entries()) {
    const isText = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name;
    const refunded = i === 1;
    expect(lines[i]).toEqual([
      inGroups(orders.find(({ id }) => id === ids[i])!.number),
      `2025-12-31 23:30:0${i + 1}`,
      ...[refunded ? 'refunded' : 'paid', isText, "'+a@example.com", "'=Stalls", '2'],
      ...['25.80', refunded ? '25.80' : '0.00', 'USD'],
      refunded ? expect.stringMatching(/^20\d\d-/) : '',
      ids[i],
      ...['0.80', 'buyer', '1.69', '7'],
    ]);
  }

  const attendees = await admin(`/admin/events/${eventId}/attendees.csv`);
  const [, ...guests] = parsedCsv(attendees.body.replace('\ufeff', ''));
  const codes = orders.flatMap(({ tickets }) => tickets.map(({ code }) => code));
  expect(guests.map(([code]) => code!).toSorted()).toEqual(codes.toSorted());
  expect(guests.filter(([, status]) => status === 'void')).toHaveLength(2);
  for (const cell of [...lines, ...guests].flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

it('begins with a mark that it is UTF-8, also where nothing is sold', async () => {
  const { eventId } = await drop({ name: '名前', status: 'draft' });
  const { body } = await request(`${apiUrl}/admin/events/${eventId}/attendees.csv`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.toString().trimEnd().split('\r\n')).toHaveLength(1);
});

it('is refused to everybody else, and of an event that is none', async () => {
  const { eventId } = await drop({ status: 'draft' });
  for (const file of ['orders.csv', 'attendees.csv']) {
    expect((await call(`/admin/events/${eventId}/${file}`)).status).toBe(401);
    expect((await admin(`/admin/events/none/${file}`)).status).toBe(404);
  }
});

describe('a file of 100,000 orders', () => {
  let eventId: string;
  beforeAll(async () => {
    const sale = await drop({ tiers: [{ capacity: 200_000 }], status: 'draft' });
    eventId = sale.eventId;
    await addPastSales(db, { eventId, tierId: sale.tierIds[0]!, seller: 'past' }, 100_000);
  }, 180_000);

  /** Opens the file and takes its first piece; the rest comes when it is asked for. */
  async function opened() {
    const { body } = await request(`${apiUrl}/admin/events/${eventId}/orders.csv`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const rest = body[Symbol.asyncIterator]();
    const first = String((await rest.next()).value);
    expect(first.slice(0, 7)).toBe('\ufeffOrder,');
    return { first, rest: { [Symbol.asyncIterator]: () => rest } };
  }

  it('is read from Postgres no faster than it is taken, so that it needs the memory of a page', async () => {
    const { first, rest } = await opened();
    // What is changed now, while nobody takes more, is in the file: its last lines have not been read yet.
    const newest = await db.order.findFirstOrThrow({ where: { event_id: eventId }, orderBy: { created_at: 'desc' } });
    await db.order.update({ where: { id: newest.id }, data: { buyer_name: 'Changed meanwhile' } });
    let lines = first.split('\n').length - 1;
    let last = '';
    for await (const piece of rest) {
      const text = String(piece);
      lines += text.split('\n').length - 1;
      last = (last + text).slice(-1_000);
    }
    expect(lines).toBe(100_001);
    expect(last).toContain('Changed meanwhile');
  });

  it('is broken off, and not ended, where Postgres fails in the middle', async () => {
    const { rest } = await opened();
    const take = async () => {
      for await (const piece of rest) expect(piece.length).toBeGreaterThan(0);
    };
    await db.$transaction(
      async (tx) => {
        // The next page waits for it until its statement has taken too long.
        await tx.$executeRaw`LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`;
        await expect(take()).rejects.toThrow();
      },
      { timeout: 30_000 },
    );
  });
});
