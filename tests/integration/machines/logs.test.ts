import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { eventually, stack } from '../../harness.ts';

const { admin, call, db, drop, environment, redis } = stack();

type Line = Record<string, unknown>;

const textOf = (process: 'api' | 'worker') => readFileSync(join(inject('logFolder'), `${process}.log`), 'utf8');
/** What a process has logged so far. @throws when a line of it is no JSON. */
const linesOf = (process: 'api' | 'worker'): Line[] =>
  textOf(process)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

/** Waits until a process has logged a line that has these fields. */
async function logged(process: 'api' | 'worker', fields: Line): Promise<Line> {
  const isIt = (line: Line) => Object.entries(fields).every(([name, value]) => line[name] === value);
  return (await eventually(
    async () => linesOf(process).find(isIt),
    (line) => line !== undefined,
  ))!;
}

/** Refuses every hold of a buyer in Postgres, with an error that quotes the whole row. */
async function refuseHoldsOf(buyerId: string): Promise<void> {
  const name = `refused_${randomUUID().slice(0, 8)}`;
  await db.$executeRawUnsafe(
    `ALTER TABLE reservations ADD CONSTRAINT ${name} CHECK (buyer_id <> '${buyerId}') NOT VALID`,
  );
  onTestFinished(async () => void (await db.$executeRawUnsafe(`ALTER TABLE reservations DROP CONSTRAINT ${name}`)));
}

describe('the logs of API and worker', () => {
  it('F51 show nothing of arguments, passwords, tokens and codes, whatever fails', async () => {
    const event = await drop();
    const name = `ada-${randomUUID()}@example.org`;
    const buyer = await event.buyer(name).enter();
    const held = await event.buyer().enter();
    const bought = (await held.buy()).body;

    // Postgres refuses with the row, Redis with the command, a path with a code leads nowhere.
    await refuseHoldsOf(name);
    expect((await buyer.reserve()).status).toBe(503);
    await redis.del(`td:{${event.eventId}}:passes`);
    await redis.set(`td:{${event.eventId}}:passes`, 'a text');
    onTestFinished(async () => void (await redis.del(`td:{${event.eventId}}:passes`)));
    expect((await held.status()).status).toBe(503);
    const [{ code, qr_sig: signature }] = bought.tickets;
    await call(`/tickets/${code}?token=${buyer.token}&signature=${signature}`, {
      headers: { authorization: `Bearer ${environment['ADMIN_TOKEN']}x`, 'x-user-id': name },
    });

    await logged('api', { event: event.eventId, level: 40, msg: 'a part of the system did not answer' });
    const failed = await logged('worker', { msg: 'Activity failed', activityType: 'holdTickets' });
    expect(JSON.stringify(failed)).toContain('violates check constraint');
    const logs = textOf('api') + textOf('worker');
    // What other tests write past API and worker, a hundred thousand sales of other months, is no secret of theirs.
    const where = { created_at: { gte: new Date(Date.now() - 86_400_000) } };
    const places = await db.reservation.findMany({ where, select: { token: true, buyer_id: true } });
    const tickets = await db.ticket.findMany({ where, select: { code: true, qr_sig: true } });
    const secrets = [
      ...places.flatMap(({ token, buyer_id }) => [token, buyer_id]),
      ...tickets.flatMap((ticket) => [ticket.code, ticket.qr_sig]),
      ...[name, buyer.token, held.token, environment['ADMIN_TOKEN']!, environment['TICKET_SIGNING_KEY']!],
      new URL(environment['DATABASE_URL']!).password,
    ].filter(Boolean);
    expect(secrets.length).toBeGreaterThan(8);
    expect(secrets.filter((secret) => logs.includes(secret))).toEqual([]);
  });

  it('name the event and the reservation of each step of a purchase, and call no refusal an error', async () => {
    const event = await drop({ capacity: 1 });
    const buyer = await event.buyer().enter();
    const { body: held } = await buyer.reserve();
    const late = await event.buyer().enter();
    expect((await late.reserve()).status).toBe(409);
    const { body: session } = await buyer.checkout(held.id);
    await buyer.confirm(session.id);

    const about = { event: event.eventId, reservation: held.id };
    await logged('api', { ...about, route: '/events/:id/reservations', status: 201, level: 30 });
    await logged('api', { event: event.eventId, route: '/events/:id/reservations', status: 409, level: 30 });
    await logged('api', { reservation: held.id, route: '/checkout/sessions', status: 201 });
    await logged('api', { reservation: held.id, route: '/checkout/confirm', status: 201 });
  });

  it('have one line for a hundred polls, and say so', async () => {
    const event = await drop();
    const path = `/events/${event.eventId}/availability`;
    for (let i = 0; i < 200; i += 1) expect((await call(path)).status).toBe(200);
    await call(`${path}/nothing`);
    await logged('api', { route: 'none', status: 404 });
    const polls = linesOf('api').filter((line) => line['event'] === event.eventId && line['method'] === 'GET');
    expect(polls.length).toBeLessThanOrEqual(3);
    for (const poll of polls) expect(poll['oneOf']).toBe(100);
  });

  it('say nothing when a sale ends whose joins a worker waits for', async () => {
    const [ending, other] = [await drop(), await drop()];
    await admin(`/admin/events/${ending.eventId}`, { method: 'PATCH', body: { status: 'closed' } });
    await eventually(
      () => redis.exists(`td:{${ending.eventId}}:joins`),
      (exists) => exists === 0,
    );
    // The worker has read the streams again since.
    await other.buyer().enter();
    expect(textOf('worker')).not.toContain('UNBLOCKED');
  });
});
