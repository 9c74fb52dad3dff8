import type { MailKind, PrismaClient } from '../../prisma/generated/client.ts';
import type { MailedOrder, Mails } from './ports.ts';

type BegunRow = {
  kind: MailKind;
  recipient: string;
  message_id: string;
  queued_at: Date;
  is_void: boolean;
  order_id: string;
  number: string;
  link_number: number;
  buyer_name: string | null;
  tier_name: string;
  quantity: number;
  total_price_cents: number;
  fees_cents: number;
  vat_cents: number;
  vat_rate_bp: number;
  refunded_cents: number;
  currency: string;
  created_at: Date;
  event: string;
  venue: string;
  starts_at: Date;
  time_zone: string | null;
  tickets: MailedOrder['tickets'] | null;
};

/** Mails in Postgres. `host` is the right side of each Message-ID, which is made once, of the id of the mail. */
export function postgresMails(db: PrismaClient, { host }: { host: string }): Mails {
  return {
    takeDue: (count) => db.$queryRaw`
      UPDATE mails SET due_at = clock_timestamp() + interval '1 minute' WHERE id IN (
        SELECT id FROM mails WHERE state = 'queued' AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${count}::int FOR UPDATE SKIP LOCKED
      ) RETURNING id, (extract(epoch FROM clock_timestamp() - created_at) * 1000)::float8 AS "ageMs"`,

    async passedOn(id) {
      await db.$executeRaw`
        UPDATE mails SET due_at = clock_timestamp() + interval '1 hour' WHERE id = ${id}::uuid AND state = 'queued'`;
    },

    async begin(id) {
      const [row] = await db.$queryRaw<BegunRow[]>`
        WITH begun AS (
          UPDATE mails SET attempts = attempts + 1,
            message_id = coalesce(message_id, '<' || id || '@' || ${host}::text || '>')
          WHERE id = ${id}::uuid AND state = 'queued' RETURNING *
        )
        SELECT m.kind::text, m.recipient, m.message_id, m.created_at AS queued_at,
          is_order_void(o) AS is_void,
          o.id AS order_id, o.number, o.link_number, o.buyer_name, o.tier_name, o.quantity, o.total_price_cents,
          CASE o.fee_paid_by WHEN 'buyer' THEN o.fees_cents ELSE 0 END AS fees_cents, o.vat_cents, o.vat_rate_bp,
          o.refunded_cents, o.currency, o.created_at, e.name AS event, e.venue, e.starts_at, e.time_zone,
          (SELECT json_agg(json_build_object('code', code, 'signature', qr_sig) ORDER BY created_at, id)
            FROM tickets WHERE order_id = o.id AND refund_id IS NULL) AS tickets
        FROM begun m JOIN orders o ON o.id = m.order_id JOIN events e ON e.id = o.event_id`;
      if (!row) return undefined;
      return {
        id,
        kind: row.kind,
        recipient: row.recipient,
        messageId: row.message_id,
        queuedAt: row.queued_at,
        isVoid: row.is_void,
        order: orderOf(row),
      };
    },

    async markSent(id) {
      await db.$executeRaw`
        UPDATE mails SET state = 'sent', sent_at = clock_timestamp(), last_error = NULL
        WHERE id = ${id}::uuid AND state = 'queued'`;
    },

    async markFailed(id, reason) {
      await db.$executeRaw`
        UPDATE mails SET state = 'failed', last_error = coalesce(${reason}, last_error)
        WHERE id = ${id}::uuid AND state = 'queued'`;
    },

    async noteAttempt(id, reason) {
      await db.$executeRaw`UPDATE mails SET last_error = ${reason} WHERE id = ${id}::uuid AND state = 'queued'`;
    },
  };
}

const orderOf = (row: BegunRow): MailedOrder => ({
  id: row.order_id,
  number: row.number,
  linkNumber: row.link_number,
  buyerName: row.buyer_name,
  tierName: row.tier_name,
  quantity: row.quantity,
  totalCents: row.total_price_cents,
  feesCents: row.fees_cents,
  vatCents: row.vat_cents,
  vatRateBp: row.vat_rate_bp,
  refundedCents: row.refunded_cents,
  currency: row.currency,
  createdAt: row.created_at,
  event: { name: row.event, venue: row.venue, startsAt: row.starts_at, timeZone: row.time_zone },
  tickets: row.tickets ?? [],
});
