import { randomUUID } from 'node:crypto';
import pMap from 'p-map';
import { describe, expect, it } from 'vitest';
import { stack } from '../../harness.ts';
import type { Behaviour } from '../../mail-server.ts';
import { sender as senderOf } from './sender.ts';

const { db, drop, environment, redis, temporal } = stack();
const recipient = 'ada@example.org';
const nextWeek = () => new Date(Date.now() + 7 * 86_400_000);

/** An order with mails about it, which the worker of the stack leaves alone for a week. */
async function queued({ quantity = 1, count = 1, to = recipient } = {}) {
  const event = await drop({ name: 'Brass & Strings', tiers: [{ capacity: 10, name: 'Standing' }] });
  const bought = await (await event.buyer().enter()).buy(quantity);
  const order_id: string = bought.body.order.id;
  const mails = await db.mail.createManyAndReturn({
    data: Array.from({ length: count }, (_, resend) => ({
      order_id,
      kind: 'receipt' as const,
      recipient: to,
      resend,
      due_at: nextWeek(),
    })),
  });
  return { order_id, ids: mails.map(({ id }) => id), tickets: bought.body.tickets as { code: string }[] };
}

const sender = (answerOf?: (before: number) => Behaviour) => senderOf({ db, redis, temporal, environment }, answerOf);

describe('sending a mail', () => {
  it('hands it to the mail server once, with text, HTML and the tickets on paper', async () => {
    const { ids, tickets } = await queued({ quantity: 2 });
    const { server, send, row } = await sender();
    const [id] = ids;
    expect(await send(id!)).toBe('sent');
    expect(await send(id!)).toBe('decided');
    expect(await row(id!)).toMatchObject({ state: 'sent', attempts: 1, last_error: null, sent_at: expect.any(Date) });
    expect(server.received).toHaveLength(1);
    const [{ recipients, parsed }] = server.received as [(typeof server.received)[0]];
    expect(recipients).toEqual([recipient]);
    expect(parsed).toMatchObject({
      subject: 'Your tickets for Brass & Strings',
      messageId: `<${id}@example.com>`,
      from: { value: [{ name: 'TicketDrop', address: 'tickets@example.com' }] },
    });
    for (const { code } of tickets) for (const part of [parsed.text, parsed.html]) expect(part).toContain(code);
    expect(parsed.attachments).toMatchObject([{ contentType: 'application/pdf' }]);
    expect(parsed.attachments[0]!.content.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('is tried again after a 4xx, under the same Message-ID and with the same file', async () => {
    const { ids } = await queued();
    const { server, send, row } = await sender((before) => (before === 0 ? 451 : 'accept'));
    const [id] = ids;
    await expect(send(id!)).rejects.toThrow('451');
    expect(await row(id!)).toMatchObject({ state: 'queued', attempts: 1, last_error: '451 4.7.1' });
    expect(await send(id!)).toBe('sent');
    const [first, second] = server.received;
    expect(second!.parsed.messageId).toBe(first!.parsed.messageId);
    expect(second!.parsed.attachments[0]!.content.equals(first!.parsed.attachments[0]!.content)).toBe(true);
  });

  it('ends with a 5xx, whose reason is kept without the address', async () => {
    const { ids } = await queued();
    const { send, row } = await sender(() => 550);
    expect(await send(ids[0]!)).toBe('failed');
    expect(await row(ids[0]!)).toMatchObject({ state: 'failed', last_error: '550 5.1.1' });
  });

  it.each(['stall', 'die'] as const)('is tried again when the mail server does this in the middle: %s', async (end) => {
    const { ids } = await queued();
    const { server, send, row } = await sender((before) => (before === 0 ? end : 'accept'));
    await expect(send(ids[0]!)).rejects.toThrow('the mail server did not take it');
    expect(server.received).toHaveLength(1);
    expect(await row(ids[0]!)).toMatchObject({ state: 'queued', last_error: expect.stringMatching(/^E[A-Z]+$/) });
    expect(await send(ids[0]!)).toBe('sent');
  });

  it('is tried again while nobody listens', async () => {
    const { ids } = await queued();
    const { server, send, row } = await sender();
    await server.close();
    await expect(send(ids[0]!)).rejects.toThrow('the mail server did not take it');
    expect(await row(ids[0]!)).toMatchObject({ state: 'queued', last_error: expect.stringMatching(/^E[A-Z]+$/) });
  });

  it('sends nobody tickets that let nobody in', async () => {
    const { ids, order_id } = await queued();
    await db.order.update({ where: { id: order_id }, data: { refund_due_at: new Date() } });
    const { server, send, row } = await sender();
    expect(await send(ids[0]!)).toBe('failed');
    expect(await row(ids[0]!)).toMatchObject({ state: 'failed', last_error: 'void' });
    expect(server.received).toEqual([]);
  });

  it('reaches no second address that stands in the first one', async () => {
    const { ids } = await queued({ to: 'x@example.org\r\nBcc: y@example.org' });
    const { server, send, row } = await sender();
    expect(await send(ids[0]!)).toBe('failed');
    expect(await row(ids[0]!)).toMatchObject({ last_error: 'invalid_address' });
    expect(server.received).toEqual([]);
  });

  it('sends a burst over three connections', async () => {
    const { ids } = await queued({ count: 40 });
    const { server, send } = await sender();
    expect(await pMap(ids, send, { concurrency: 8 })).toEqual(ids.map(() => 'sent'));
    expect(server.mostAtOnce()).toBeLessThanOrEqual(3);
    expect(new Set(server.received.map(({ parsed }) => parsed.messageId)).size).toBe(40);
  });

  it('counts what became of each mail once, and of each attempt that is repeated', async () => {
    const { ids } = await queued({ count: 3 });
    const { send, giveUp, counted } = await sender((before) => ([451, 'accept', 550] as const)[before]!);
    await expect(send(ids[0]!)).rejects.toThrow('451');
    for (const id of [ids[0]!, ids[0]!, ids[1]!]) await send(id);
    for (const id of [ids[2]!, ids[2]!, ids[0]!]) await giveUp(id);
    expect(counted).toEqual(['receipt deferred', 'receipt sent', 'receipt refused', 'receipt given_up']);
  });

  it('knows nothing of a mail whose order was deleted', async () => {
    const { send } = await sender();
    expect(await send(randomUUID())).toBe('decided');
  });
});
