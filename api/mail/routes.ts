import { createRoute } from '@hono/zod-openapi';
import type { Config } from '../../config.ts';
import type { Identity } from '../http/identity.ts';
import type { RateLimit } from '../http/rate-limits.ts';
import { answers, isUuid, json, newRoutes, refusals } from '../http/routing.ts';
import { PathId } from '../http/schemas.ts';
import type { MailKind } from '../../prisma/generated/client.ts';
import { shownMails, shownReceipt } from '../purchase/receipt.ts';
import type { OrderMails as Mails } from './mails.ts';
import { resendProblems } from './problems.ts';
import { MailRequest, OrderMails, ReceiptAnswer, ReceiptRequest, ShownMails } from './schemas.ts';

type Needs = {
  config: Pick<Config, 'RATE_LIMIT_RECEIPTS' | 'SMTP_URL'>;
  identity: Identity;
  orderMails: Mails;
  rateLimit: RateLimit;
};

/** Sending a mail again: for its buyer, and for the organiser whom a buyer asks. */
export function mailRoutes({ config, identity, orderMails, rateLimit }: Needs) {
  const aFewTimes = rateLimit({
    name: 'receipts',
    perMinute: config.RATE_LIMIT_RECEIPTS,
    keyOf: (c) => c.var.principal.id,
  });
  const buyer = { method: 'post' as const, tags: ['Tickets'], security: [{ buyer: [] }] };
  const receipt = createRoute({
    ...buyer,
    path: '/me/orders/{id}/receipt',
    summary: 'Send the receipt and the tickets again',
    description:
      'To the address of the order, or to another one, which becomes the order’s: the link in earlier mails then ends.',
    request: { params: PathId, body: json(ReceiptRequest) },
    middleware: [identity.requires('buy'), aFewTimes] as const,
    responses: { 202: answers('Queued', ReceiptAnswer), ...refusals(400, 404, 409, 429, 503) },
  });
  const sendToMe = createRoute({
    ...buyer,
    path: '/me/orders/{id}/mails',
    summary: 'Send a mail about an order again',
    description: 'The newest of its kind, to the address of the order or to another one, which becomes the order’s.',
    request: { params: PathId, body: { ...json(MailRequest), required: true } },
    middleware: [identity.requires('buy'), aFewTimes] as const,
    responses: {
      202: answers('Queued; the newest mail of each kind', ShownMails),
      ...refusals(400, 404, 409, 429, 503),
    },
  });
  const organiser = {
    path: '/admin/orders/{id}/mails' as const,
    tags: ['Organiser'],
    security: [{ organiser: [] }],
    middleware: identity.requires('organise'),
  };
  const list = createRoute({
    ...organiser,
    method: 'get',
    summary: 'What was written to the buyer of an order',
    request: { params: PathId },
    responses: { 200: answers('Newest first', OrderMails), ...refusals(401, 404) },
  });
  const send = createRoute({
    ...organiser,
    method: 'post',
    summary: 'Send a mail about an order again',
    request: { params: PathId, body: { ...json(MailRequest), required: true } },
    responses: { 202: answers('Queued; all mails of the order', OrderMails), ...refusals(400, 401, 404, 409) },
  });

  /** @throws Problem */
  async function resend(
    orderId: string,
    mail: { kind: MailKind; buyerId?: string; email?: string | undefined },
  ): Promise<void> {
    const outcome = isUuid(orderId) ? await orderMails.resend({ orderId, ...mail }) : 'unknown';
    if (outcome !== 'queued' && outcome !== 'on_its_way') throw resendProblems[outcome]();
  }
  /** @throws Problem 404 */
  async function mailsOf(orderId: string) {
    const mails = isUuid(orderId) ? await orderMails.of(orderId) : null;
    if (!mails) throw resendProblems.unknown();
    return mails;
  }

  return newRoutes()
    .openapi(receipt, async (c) => {
      const { id } = c.req.valid('param');
      const { email } = c.req.valid('json');
      await resend(id, { kind: 'receipt', buyerId: c.var.principal.id, email });
      return c.json({ receipt: shownReceipt(await mailsOf(id), config) }, 202);
    })
    .openapi(sendToMe, async (c) => {
      const { id } = c.req.valid('param');
      await resend(id, { buyerId: c.var.principal.id, ...c.req.valid('json') });
      return c.json({ mails: shownMails(await mailsOf(id), config) }, 202);
    })
    .openapi(list, async (c) => c.json({ mails: await mailsOf(c.req.valid('param').id) }, 200))
    .openapi(send, async (c) => {
      const { id } = c.req.valid('param');
      await resend(id, c.req.valid('json'));
      return c.json({ mails: await mailsOf(id) }, 202);
    });
}
