import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually, listedEvents, stack, type Answer } from '../../harness.ts';

const { admin, call, db, drop } = stack();
const day = 86_400_000;

/** Events of the far future, so that no other test's come between them. */
async function announce(names: string[], startsAt: (index: number) => number) {
  const rows = names.map((name, index) => ({
    id: randomUUID(),
    name,
    venue: 'The Hall',
    starts_at: new Date(startsAt(index)),
    on_sale_at: new Date(Math.min(startsAt(index), Date.now()) - day),
    status: 'scheduled' as const,
  }));
  await db.event.createMany({ data: rows });
  onTestFinished(async () => void (await db.event.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })));
  return rows;
}
const next = ({ headers }: Answer) => /^<([^>]+)>; rel="next"$/.exec(String(headers['link']))?.[1];
const ids = ({ body }: Answer): string[] => body.map(({ id }: { id: string }) => id);

describe('the list of events', () => {
  it('comes in pages that follow each other by start, each event once, also where many start at once', async () => {
    const start = Date.UTC(2990, 0, 1);
    const rows = await announce(['a', 'b', 'c', 'd', 'e'], (index) => start + (index < 3 ? 0 : index));
    const inOrder = rows.toSorted((a, b) => +a.starts_at - +b.starts_at || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
    const seen: string[] = [];
    let path: string | undefined = '/events?limit=2';
    while (path !== undefined) {
      const page = await call(path);
      expect(page.status).toBe(200);
      expect(page.body.length).toBeLessThanOrEqual(2);
      seen.push(...ids(page));
      path = next(page);
    }
    expect(seen.filter((id) => inOrder.some((expected) => expected === id))).toEqual(inOrder);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('has no further page after the last one, and at most 200 events on one', async () => {
    const whole = await call('/events');
    expect(whole.body.length).toBeLessThanOrEqual(200);
    await announce(['one', 'two'], () => Date.UTC(2991, 0, 1));
    const all = await listedEvents(call, '/events?limit=150');
    expect(all.filter(({ name }) => name === 'one' || name === 'two')).toHaveLength(2);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'cursor=', 'cursor=abc', 'past=maybe'])(
    'refuses %s',
    async (query) => {
      expect((await call(`/events?${query}`)).status).toBe(400);
    },
  );

  it('forgets what has been over for a day, unless it is asked for the past', async () => {
    const [over, today] = await announce(
      ['over', 'today'],
      (index) => Date.now() - (index === 0 ? day + 60_000 : day / 2),
    );
    const listed = async (path: string) => (await listedEvents(call, path)).map(({ id }) => id);
    const now = await eventually(
      () => listed('/events'),
      (found) => found.includes(today!.id),
    );
    expect(now).not.toContain(over!.id);
    expect(await listed('/events?past=true')).toEqual(expect.arrayContaining([over!.id, today!.id]));
    expect((await call(`/events/${over!.id}`)).status).toBe(200);
  });

  it('shows an event at once that was announced through the same process', async () => {
    const { eventId } = await drop({ status: 'draft' });
    const before = await listedEvents(call);
    expect(before.map(({ id }) => id)).not.toContain(eventId);
    await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'scheduled' } });
    expect((await listedEvents(call)).map(({ id }) => id)).toContain(eventId);
  });
});

describe('what everybody reads', () => {
  it('may be kept for a second, and is not sent again while it stays as it is', async () => {
    const { eventId, buyer } = await drop({ capacity: 5 });
    for (const path of ['/events?limit=3', `/events/${eventId}`, `/events/${eventId}/availability`]) {
      const first = await call(path);
      expect(first.headers['cache-control'], path).toBe('public, max-age=1');
      const etag = String(first.headers['etag']);
      for (const known of [etag, `"another", ${etag}`, etag.replace('W/', ''), '*']) {
        const again = await call(path, { headers: { 'if-none-match': known } });
        expect([again.status, again.body, again.headers['etag']], `${path} ${known}`).toEqual([304, '', etag]);
      }
      expect((await call(path, { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
    }
    const known = { 'if-none-match': String((await call(`/events/${eventId}/availability`)).headers['etag']) };
    await (await buyer().enter()).reserve(2);
    const changed = await eventually(
      () => call(`/events/${eventId}/availability`, { headers: known }),
      ({ status }) => status === 200,
      1_500,
    );
    expect(changed.body.availability).toMatchObject([{ available: 3, reserved: 2 }]);
  });

  it('keeps a draft to its organiser', async () => {
    const { eventId } = await drop({ status: 'draft' });
    for (const path of [`/events/${eventId}`, `/events/${eventId}/availability`])
      expect((await call(path)).status).toBe(404);
  });

  it('is one query of a table however many ask at once', async () => {
    const { eventId } = await drop();
    const asked = await whileLocked('tiers', async () => {
      const answers = Array.from({ length: 60 }, (_, n) => call(`/events/${eventId}${n % 2 ? '/availability' : ''}`));
      expect(await eventually(waiting, (queries) => queries > 0)).toBe(1);
      return answers;
    });
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
  });

  it('F54 never makes a purchase wait, however many reads wait for Postgres', async () => {
    const { eventId, buyer } = await drop();
    const eve = await buyer().enter();
    // Nobody who holds or opens a checkout needs the tickets, so that whatever waits here waits behind a reader.
    const flood = await whileLocked('tickets', async () => {
      const readers = Array.from({ length: 80 }, () => buyer().ask('/me/tickets'));
      await eventually(waiting, (queries) => queries >= 3);
      const started = performance.now();
      const held = await eve.reserve(1);
      expect(held.status).toBe(201);
      expect((await eve.checkout(held.body.id)).status).toBe(201);
      expect((await eve.ask(`/events/${eventId}/waiting-room/status?token=${eve.token}`)).status).toBe(200);
      expect(performance.now() - started).toBeLessThan(2_000);
      return readers;
    });
    for (const { status } of await Promise.all(flood)) expect([200, 503]).toContain(status);
  });
});

/** Lets nobody read a table while something is done. */
const whileLocked = <Result>(table: 'tiers' | 'tickets', act: () => Promise<Result>): Promise<Result> =>
  db.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      return act();
    },
    { timeout: 10_000 },
  );

/** How many statements of the API wait for a lock. */
const waiting = async (): Promise<number> => {
  const [row] = await db.$queryRaw<[{ count: bigint }]>`
    SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'`;
  return Number(row.count);
};
