import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postgresMails } from '../../activities/mail/mails.ts';
import { eventually, type Drop } from '../harness.ts';
import { testMailServer, type Behaviour } from '../mail-server.ts';
import { reserveWithRetry, withRetry } from './client-requests.ts';
import { useFaultStack } from './use-fault-stack.ts';

const { faultStack, admin, db, drop } = await useFaultStack();
const { worker } = faultStack.processes;

/** A worker that sends mails, with a mail server that answers each of them as `answerOf` says. */
async function mailing(answerOf?: (before: number) => Behaviour | Promise<Behaviour>) {
  const server = await testMailServer(answerOf);
  onTestFinished(server.close);
  const variables = { SMTP_URL: server.url, MAIL_FROM: 'tickets@example.com' };
  const start = () => worker.start(variables);
  await worker.stop();
  await start();
  return { server, start };
}

async function buyWithAddress(sale?: Drop) {
  const { buyer } = sale ?? (await drop());
  const ada = await buyer().enter();
  const held = await reserveWithRetry(() => ada.reserve(1), ada.mine);
  const details = { name: 'Ada', email: 'ada@example.org' };
  const session = await withRetry(() => ada.checkout(held.body.id, randomUUID(), details));
  const bought = await withRetry(() => ada.confirm(session.body.id));
  const order_id: string = bought.body.order.id;
  return { mail: () => db.mail.findFirstOrThrow({ where: { order_id } }) };
}

const isSent = ({ state }: { state: string }) => state === 'sent';

describe('a receipt', () => {
  it('is sent when the mail server takes it at the second try', async () => {
    const { server } = await mailing((before) => (before === 0 ? 451 : 'accept'));
    const { mail } = await buyWithAddress();
    expect(await eventually(mail, isSent, 60_000)).toMatchObject({ attempts: 2 });
    expect(server.received).toHaveLength(2);
  }, 120_000);

  it('is repeated once, under the same Message-ID, when the worker dies between the answer and the note', async () => {
    const { postgres } = faultStack.proxies.worker;
    const { server, start } = await mailing(async (before) => {
      // What the worker writes from here on gets lost.
      if (before === 0) await postgres.silence('upstream');
      return 'accept' as const;
    });
    const { mail } = await buyWithAddress();
    await eventually(
      async () => server.received.length,
      (count) => count === 1,
      60_000,
    );
    await worker.kill();
    await postgres.restore();
    expect((await mail()).state).toBe('queued');
    await start();
    await eventually(mail, isSent, 120_000);
    expect(server.received).toHaveLength(2);
    const ids = server.received.map(({ parsed }) => parsed.messageId);
    expect(new Set(ids)).toEqual(new Set([(await mail()).message_id]));
  }, 240_000);

  it('waits for a mail server, and goes out also when another worker had taken it and died', async () => {
    // The worker of the stack has no mail server.
    const { mail } = await buyWithAddress();
    const { id, state } = await mail();
    expect(state).toBe('queued');
    const taken = await postgresMails(db, { host: 'example.com' }).takeDue(100);
    expect(taken.map((due) => due.id)).toContain(id);
    expect((await mail()).due_at.getTime() - Date.now()).toBeLessThanOrEqual(60_000);
    // As if this minute were over.
    await db.mail.update({ where: { id }, data: { due_at: new Date() } });
    const { server } = await mailing();
    await eventually(mail, isSent, 60_000);
    expect(server.received.filter(({ parsed }) => parsed.messageId?.includes(id))).toHaveLength(1);
  }, 120_000);
});

describe('a cancelled event', () => {
  it('is told to every buyer, and their money too, when the worker dies while it tells them', async () => {
    const sale = await drop();
    for (let i = 0; i < 3; i += 1) await buyWithAddress(sale);
    const { server, start } = await mailing();
    const told = (kind: 'event_canceled' | 'refund') => () =>
      db.mail.findMany({ where: { kind, order: { event_id: sale.eventId } } });
    await withRetry(() => admin(`/admin/events/${sale.eventId}`, { method: 'PATCH', body: { status: 'canceled' } }));
    await eventually(told('event_canceled'), (mails) => mails.length > 0, 60_000);
    await worker.kill();
    await start();
    for (const kind of ['event_canceled', 'refund'] as const) {
      const mails = await eventually(told(kind), (all) => all.length === 3 && all.every(isSent), 150_000);
      expect(new Set(mails.map(({ order_id }) => order_id)).size).toBe(3);
      const ids = new Set(server.received.map(({ parsed }) => parsed.messageId));
      for (const { message_id } of mails) expect(ids).toContain(message_id);
    }
  }, 300_000);
});
