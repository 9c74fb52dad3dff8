import type { MailKind, PrismaClient } from '../../prisma/generated/client.ts';
import { mailOf, type BegunRow } from './begun-mail.ts';
import type { Mails } from './ports.ts';

/** Mails in Postgres. `host` is the right side of each Message-ID, which is made once, of the id of the mail. */
export function postgresMails(db: PrismaClient, { host }: { host: string }): Mails {
  return {
    async queueAnnounced(most) {
      const [row] = await db.$queryRaw<[{ orders: number }]>`SELECT queue_announced_mails(${most}::int) AS orders`;
      return row.orders;
    },

    takeDue: (count) => db.$queryRaw`
      UPDATE mails SET due_at = clock_timestamp() + interval '1 minute' WHERE id IN (
        SELECT id FROM mails WHERE state = 'queued' AND due_at <= now()
        ORDER BY kind, due_at LIMIT ${count}::int FOR UPDATE SKIP LOCKED
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
        SELECT m.id, m.kind::text, m.recipient, m.message_id, m.created_at AS queued_at, is_order_void(o) AS is_void,
          o.id AS order_id, o.number, o.link_number, o.buyer_name, o.tier_name, o.quantity, o.total_price_cents,
          CASE o.fee_paid_by WHEN 'buyer' THEN o.fees_cents ELSE 0 END AS fees_cents, o.vat_cents, o.vat_rate_bp,
          o.refunded_cents, o.currency, o.created_at, e.name AS event, e.venue, e.starts_at, e.time_zone,
          (SELECT json_agg(json_build_object('code', code, 'signature', qr_sig) ORDER BY created_at, id)
            FROM tickets WHERE order_id = o.id AND refund_id IS NULL) AS tickets,
          (SELECT json_build_object('amountCents', f.amount_cents, 'codes', coalesce(
              (SELECT json_agg(code ORDER BY created_at, id) FROM tickets WHERE refund_id = f.id), '[]'))
            FROM refunds f WHERE m.kind = 'refund' AND f.order_id = o.id AND f.id::text = m.occasion) AS refund,
          (SELECT json_build_object(
              'before', json_build_object(
                'venue', a.old_venue, 'startsAt', a.old_starts_at, 'timeZone', a.old_time_zone),
              'after', json_build_object('venue', a.venue, 'startsAt', a.starts_at, 'timeZone', a.time_zone))
            FROM announcements a
            WHERE m.kind = 'event_changed' AND a.event_id = e.id AND a.number::text = m.occasion) AS change,
          o.total_price_cents - coalesce((SELECT sum(f.amount_cents)::int FROM refunds f JOIN announcements a
            ON a.event_id = e.id AND a.kind = 'event_canceled' AND f.created_at < a.created_at
            WHERE m.kind = 'event_canceled' AND f.order_id = o.id), 0) AS due_cents
        FROM begun m JOIN orders o ON o.id = m.order_id JOIN events e ON e.id = o.event_id`;
      return row && mailOf(row);
    },

    async markSent(id) {
      const [row] = await db.$queryRaw<{ kind: MailKind }[]>`
        UPDATE mails SET state = 'sent', sent_at = clock_timestamp(), last_error = NULL
        WHERE id = ${id}::uuid AND state = 'queued' RETURNING kind::text`;
      return row?.kind;
    },

    async markFailed(id, reason) {
      const [row] = await db.$queryRaw<{ kind: MailKind }[]>`
        UPDATE mails SET state = 'failed', last_error = coalesce(${reason}, last_error)
        WHERE id = ${id}::uuid AND state = 'queued' RETURNING kind::text`;
      return row?.kind;
    },

    async noteAttempt(id, reason) {
      await db.$executeRaw`UPDATE mails SET last_error = ${reason} WHERE id = ${id}::uuid AND state = 'queued'`;
    },

    waiting: () => db.$queryRaw`
      SELECT kind::text, count(*)::int AS count,
        extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS "oldestSeconds"
      FROM mails WHERE state = 'queued' GROUP BY kind ORDER BY kind`,

    troubles: (waitingSeconds, failedSeconds) => db.$queryRaw`
      SELECT state::text, kind::text, last_error AS reason, count(*)::int AS count,
        extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS "oldestSeconds"
      FROM (
        SELECT * FROM mails WHERE state = 'queued'
          AND created_at < now() - make_interval(secs => ${waitingSeconds}::float8)
        UNION ALL
        SELECT * FROM mails WHERE state = 'failed'
          AND created_at > now() - make_interval(secs => ${failedSeconds}::float8)
          AND coalesce(last_error, '') NOT IN ('void', 'erased')
      ) AS found
      GROUP BY state, kind, last_error ORDER BY state, count(*) DESC`,

    lateAnnouncements: (seconds) => db.$queryRaw`
      SELECT event_id AS "eventId", extract(epoch FROM clock_timestamp() - due_at)::float8 AS "dueSeconds"
      FROM announcements WHERE done_at IS NULL AND due_at < now() - make_interval(secs => ${seconds}::float8)
      ORDER BY due_at LIMIT 100`,
  };
}
