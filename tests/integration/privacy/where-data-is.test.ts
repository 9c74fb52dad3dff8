import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack, type Answer } from '../../harness.ts';

const { admin, apiUrl, call, db, drop, redis, temporal } = stack();

/** A buyer whose name and address stand nowhere else. */
const own = `zq${randomUUID().slice(0, 8)}`;
const details = { name: `Philippa ${own}`, email: `philippa.${own}@example.org` };
/** Also the half of each that no other buyer of these tests has. */
const personal = [details.name, details.email, 'Philippa', own];
let eventId: string;
let workflows: string[];
let kinds: Set<string>;

async function requireStatus(status: number, asking: Promise<Answer>): Promise<Answer> {
  const answer = await asking;
  if (answer.status !== status) throw new Error(`answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** All that can happen to a buyer: a declined card, a purchase, a mail again, a change, a refund and the end. */
beforeAll(async () => {
  const sale = await drop({ venue: 'The Hall' });
  eventId = sale.eventId;
  const buyer = await sale.buyer(`buyer-${randomUUID().slice(9)}`).enter();
  const held = await buyer.reserve(1);
  const session = await buyer.checkout(held.body.id, randomUUID(), { ...details, email: `wrong.${details.email}` });
  await buyer.checkout(held.body.id, randomUUID(), details);
  await requireStatus(402, buyer.confirm(session.body.id, 'decline'));
  const order: string = (await requireStatus(201, buyer.confirm(session.body.id))).body.order.id;
  const resend = { method: 'POST', body: { email: details.email } };
  await requireStatus(202, buyer.ask(`/me/orders/${order}/receipt`, resend));
  await admin(`/admin/orders?q=${encodeURIComponent(details.email)}`);
  await admin('/admin/find-buyers', { method: 'POST', body: { email: details.email } });
  await call(`/events/${details.email}`, { headers: { 'x-user-id': details.email } });
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { venue: 'The Arena' } });
  await db.announcement.updateMany({ where: { event_id: eventId }, data: { due_at: new Date() } });
  const mails = () => db.mail.findMany({ where: { order_id: order } });
  await eventually(mails, (all) => all.some(({ kind, state }) => kind === 'event_changed' && state === 'sent'), 60_000);
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  await eventually(mails, (all) => all.some(({ kind, state }) => kind === 'refund' && state === 'sent'), 60_000);
  const sent = await eventually(mails, (all) => all.every(({ state }) => state !== 'queued'), 60_000);
  kinds = new Set(sent.map(({ kind }) => kind));
  workflows = [
    workflowIds.sale(eventId),
    workflowIds.entry(eventId, buyer.token),
    workflowIds.reservation(held.body.id),
    workflowIds.refunds(eventId),
    ...sent.map(({ id }) => workflowIds.mail(id)),
  ];
}, 180_000);

/** A value with every text that is kept as bytes, which is how Temporal keeps arguments and results. */
const readable = (value: unknown) =>
  JSON.stringify(value, (_, part) =>
    part instanceof Uint8Array ? Buffer.from(part).toString() : typeof part === 'bigint' ? String(part) : part,
  );
const expectNothingPersonal = (text: string) => expect(personal.filter((part) => text.includes(part))).toEqual([]);

describe('the name and the address of a buyer', () => {
  it('stand in no history, no argument, no memo and no search attribute of a workflow', async () => {
    expect(kinds).toEqual(new Set(['receipt', 'event_changed', 'event_canceled', 'refund']));
    for (const id of workflows) {
      const handle = temporal.workflow.getHandle(id);
      const [history, described] = [await handle.fetchHistory(), await handle.describe()];
      const text = readable([id, history.events, described.memo, described.raw]);
      // What is looked at is the history, whose texts can be read.
      expect(text).toContain(id.split('/')[1]);
      expectNothingPersonal(text);
    }
  });

  it('stand in no line of the logs', () => {
    for (const process of ['api', 'worker']) {
      const log = readFileSync(join(inject('logFolder'), `${process}.log`), 'utf8');
      expect(log.length).toBeGreaterThan(0);
      expectNothingPersonal(log);
    }
    expect(readFileSync(join(inject('logFolder'), 'api.log'), 'utf8')).toContain(eventId);
  });

  it('stand in no metric, whose labels are few', async () => {
    const { body: page } = await call('/metrics');
    for (const series of [
      'ticketdrop_mails_total{kind="refund",outcome="sent"',
      'ticketdrop_mails_waiting{kind="receipt"',
      'ticketdrop_payments_total{outcome="captured"',
      'ticketdrop_payments_total{outcome="authorised"',
      'ticketdrop_payments_total{outcome="declined"',
      'ticketdrop_payments_total{outcome="refunded"',
      'ticketdrop_capture_seconds_bucket{',
      'ticketdrop_payments_untaken',
    ])
      expect(page).toContain(series);
    expectNothingPersonal(page);
  });

  it('stand under no key in Redis', async () => {
    const read: Record<string, (key: string) => Promise<unknown>> = {
      string: (key) => redis.get(key),
      hash: (key) => redis.hgetall(key),
      list: (key) => redis.lrange(key, '0', '-1'),
      set: (key) => redis.smembers(key),
      zset: (key) => redis.zrange(key, '0', '-1'),
      stream: (key) => redis.xrange(key, '-', '+'),
      // It has ended since it was listed.
      none: async () => null,
    };
    let keys = 0;
    for await (const some of redis.scanStream({ count: 1_000 }))
      for (const key of some as string[]) {
        keys += 1;
        expectNothingPersonal(`${key} ${JSON.stringify(await read[await redis.type(key)]!(key))}`);
      }
    expect(keys).toBeGreaterThan(0);
  });

  it('stand in no answer that is for the public', async () => {
    for (const path of [`/events/${eventId}`, `/events/${eventId}/availability`, '/openapi.json']) {
      const answer = await fetch(`${apiUrl}${path}`);
      expect(answer.status).toBe(200);
      expectNothingPersonal(await answer.text());
    }
  });
});
