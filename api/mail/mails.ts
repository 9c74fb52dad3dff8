import type { MailKind, PrismaClient } from '../../prisma/generated/client.ts';

/** How often a mail is sent again for one occasion, whoever asks: nobody shall fill somebody else's mailbox with it. */
const MOST_RESENDS = 5;

type Resend = { orderId: string; kind: MailKind; buyerId?: string; email?: string | undefined };

export type ResendOutcome =
  | 'queued'
  | 'on_its_way'
  | 'unknown'
  | 'erased'
  | 'no_address'
  | 'void'
  | 'nothing_to_tell'
  | 'enough';

const columns = {
  id: true,
  kind: true,
  recipient: true,
  resend: true,
  state: true,
  attempts: true,
  last_error: true,
  created_at: true,
  sent_at: true,
} as const;

/** What was written to buyers about their orders. */
export const orderMails = (db: PrismaClient) => ({
  /** Queues a mail of an order once more, of a buyer's own where one is named; to another address if given. */
  async resend({ orderId, kind, buyerId, email }: Resend): Promise<ResendOutcome> {
    const [row] = await db.$queryRaw<[{ outcome: ResendOutcome }]>`
      SELECT resend_mail(
        ${orderId}::uuid, ${buyerId ?? null}, ${kind}::"MailKind", ${email ?? null}, ${MOST_RESENDS}::int
      ) AS outcome`;
    return row.outcome;
  },

  /** All mails of an order, newest first; null where there is no such order. */
  async of(orderId: string) {
    const order = await db.order.findUnique({
      where: { id: orderId },
      select: { mails: { select: columns, orderBy: [{ created_at: 'desc' }, { id: 'desc' }] } },
    });
    return order?.mails ?? null;
  },
});

export type OrderMails = ReturnType<typeof orderMails>;
