import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { orderLinks } from '../../../activities/mail/order-links.ts';
import { workflowIds } from '../../../workflows/messages.ts';
import { eventually, stack } from '../../harness.ts';
import { expectProblem } from '../purchase/problem.ts';

const { admin, call, db, drop, environment, temporal } = stack();
const someone = () => `ada.${randomUUID().slice(0, 8)}@example.org`;
const links = orderLinks(environment['TICKET_SIGNING_KEY']!);

async function buyWith(email: string, name = 'Ada Lovelace') {
  const event = await drop();
  const ada = await event.buyer().enter();
  const held = await ada.reserve(2);
  const session = await ada.checkout(held.body.id, randomUUID(), { name, email });
  const bought = await ada.confirm(session.body.id);
  const id: string = bought.body.order.id;
  return { event, ada, id, reservationId: held.body.id as string, tickets: bought.body.tickets as { code: string }[] };
}

const shownOrder = async ({ ada, event }: Pick<Awaited<ReturnType<typeof buyWith>>, 'ada' | 'event'>) =>
  (await ada.ask(`/me/order?event_id=${event.eventId}`)).body.order;
const isSent = (order: { receipt: { state: string } | null }) => order.receipt?.state === 'sent';
const mailbox = async () => (await fetch(inject('mailboxUrl'))).text();
const tokenOf = async (id: string) => {
  const { link_number: linkNumber } = await db.order.findUniqueOrThrow({ where: { id } });
  return links.token({ id, linkNumber });
};
const open = (token: string) => call('/orders/linked', { headers: { 'x-order-token': token } });

describe('a receipt', () => {
  it('is sent after the purchase, and the buyer sees where to', async () => {
    const email = someone();
    const bought = await buyWith(email);
    const order = await eventually(() => shownOrder(bought), isSent, 30_000);
    expect(order.receipt).toEqual({ state: 'sent', to: 'a…@example.org', sent_at: expect.any(String) });
    expect(await mailbox()).toContain(email);
    expect(await temporal.workflow.getHandle(workflowIds.mail((await mailsOf(bought.id))[0].id)).result()).toBe('sent');
  });

  it('is not queued for who gave no address', async () => {
    const event = await drop();
    const ada = await event.buyer().enter();
    const bought = await ada.buy();
    expect(await db.mail.count({ where: { order_id: bought.body.order.id } })).toBe(0);
    expect((await shownOrder({ ada, event })).receipt).toBeNull();
  });

  it('leaves no name and no address in the workflows that brought it about', async () => {
    const email = someone();
    const bought = await buyWith(email, 'Countess Nobodyelse');
    await eventually(() => shownOrder(bought), isSent, 30_000);
    const [mail] = await mailsOf(bought.id);
    for (const id of [workflowIds.reservation(bought.reservationId), workflowIds.mail(mail.id)]) {
      const { events } = await temporal.workflow.getHandle(id).fetchHistory();
      const texts = JSON.stringify(events, (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString() : value,
      );
      expect(texts).toContain(id.split('/')[1]);
      expect(texts).not.toContain(email);
      expect(texts).not.toContain('Nobodyelse');
    }
  });

  it('is sent again when its buyer asks, and not twice at once', async () => {
    const bought = await buyWith(someone());
    await eventually(() => shownOrder(bought), isSent, 30_000);
    const ask = () => bought.ada.ask(`/me/orders/${bought.id}/receipt`, { method: 'POST', body: {} });
    const answers = await Promise.all([ask(), ask()]);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 202, body: { receipt: { to: 'a…@example.org' } } });
    await eventually(
      () => db.mail.findMany({ where: { order_id: bought.id } }),
      (mails) => mails.every(({ state }) => state === 'sent'),
      30_000,
    );
    const resends = (await mailsOf(bought.id)).map(({ resend }) => resend);
    expect(new Set(resends)).toEqual(new Set(resends.keys()));
    expect(resends.length).toBeGreaterThanOrEqual(2);
  });

  it('goes to another address when the first one was wrong, and the link in the first mail ends', async () => {
    const bought = await buyWith('ada@exmple.org');
    const first = await tokenOf(bought.id);
    expect((await open(first)).status).toBe(200);
    const email = someone();
    const asked = await bought.ada.ask(`/me/orders/${bought.id}/receipt`, { method: 'POST', body: { email } });
    expect(asked.status).toBe(202);
    await eventually(mailbox, (page) => page.includes(email), 30_000);
    expect((await open(first)).status).toBe(404);
    expect((await open(await tokenOf(bought.id))).status).toBe(200);
    expect((await db.order.findUniqueOrThrow({ where: { id: bought.id } })).buyer_email).toBe(email);
  });

  it('is not sent again without end, nor for others, nor without an address, nor for void tickets', async () => {
    const event = await drop();
    const ada = await event.buyer().enter();
    const id: string = (await ada.buy()).body.order.id;
    const ask = (body: object = {}, who = ada) => who.ask(`/me/orders/${id}/receipt`, { method: 'POST', body });
    expect(expectProblem(await ask())).toMatchObject({ status: 400, body: { required: ['email'] } });
    expect(expectProblem(await ask({ email: 'x@example.org' }, event.buyer())).status).toBe(404);
    expect(expectProblem(await ask({ email: 'nobody' })).status).toBe(400);

    const send = (body: object) =>
      admin(`/admin/orders/${id}/mails`, { method: 'POST', body: { kind: 'receipt', ...body } });
    for (let i = 0; i < 6; i += 1) expect((await send({ email: someone() })).status).toBe(202);
    expect(expectProblem(await send({ email: someone() }))).toMatchObject({
      status: 409,
      body: { error: 'receipt_limit' },
    });
    await db.order.update({ where: { id }, data: { refund_due_at: new Date() } });
    expect(expectProblem(await send({}))).toMatchObject({ status: 409, body: { error: 'tickets_void' } });
    expect((await admin(`/admin/orders/${randomUUID()}/mails`)).status).toBe(404);
    expect((await call(`/admin/orders/${id}/mails`)).status).toBe(401);
  });

  it('is asked for a few times a minute', async () => {
    const bought = await buyWith(someone());
    const ask = () => bought.ada.ask(`/me/orders/${bought.id}/receipt`, { method: 'POST', body: {} });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([202, 202, 202, 429]);
  });
});

async function mailsOf(id: string): Promise<any[]> {
  const answer = await admin(`/admin/orders/${id}/mails`);
  expect(answer.status).toBe(200);
  return answer.body.mails;
}

describe('the link to an order', () => {
  it('shows the order and its tickets to whoever has it', async () => {
    const { id, tickets } = await buyWith(someone());
    const answer = await open(await tokenOf(id));
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
      body: { order: { id, number: expect.stringMatching(/^[0-9A-Z]{8}$/), quantity: 2, currency: 'USD' } },
    });
    const codes = (all: { code: string }[]) => all.map(({ code }) => code).toSorted();
    expect(codes(answer.body.tickets)).toEqual(codes(tickets));
    expect(JSON.stringify(answer.body)).not.toContain('link_number');
  });

  it('opens nothing when it is made up', async () => {
    const { id } = await buyWith(someone());
    const token = await tokenOf(id);
    for (const wrong of [
      '',
      'ord_',
      `${token.slice(0, -4)}AAAA`,
      orderLinks('x'.repeat(32)).token({ id, linkNumber: 1 }),
    ])
      expect(expectProblem(await open(wrong)).status).toBe(404);
    expect(expectProblem(await call('/orders/linked')).status).toBe(400);
  });
});
