import type { MailKind } from '../../prisma/generated/client.ts';
import type { EventTerms, MailedOrder, Occasion, OutgoingMail } from './ports.ts';

/** Times inside of JSON are texts. */
type TermsInJson = Omit<EventTerms, 'startsAt'> & { startsAt: string };

/** A mail whose sending begins, with all that it may tell. */
export type BegunRow = {
  id: string;
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
  /** None where none of them lets anybody in any more. */
  tickets: MailedOrder['tickets'] | null;
  refund: { amountCents: number; codes: string[] } | null;
  change: { before: TermsInJson; after: TermsInJson } | null;
  due_cents: number;
};

/** The mail that a row is of. */
export const mailOf = (row: BegunRow): OutgoingMail => ({
  id: row.id,
  kind: row.kind,
  recipient: row.recipient,
  messageId: row.message_id,
  queuedAt: row.queued_at,
  occasion: occasionOf(row),
  order: orderOf(row),
});

/** What a mail tells. Nobody is sent tickets that let nobody in, nor news about them. */
function occasionOf({ kind, is_void, refund, change, due_cents }: BegunRow): Occasion | undefined {
  switch (kind) {
    case 'receipt':
      return is_void ? undefined : { kind };
    case 'refund':
      return refund ? { kind, ...refund } : undefined;
    case 'event_changed':
      return change && !is_void ? { kind, before: termsOf(change.before), after: termsOf(change.after) } : undefined;
    default:
      return { kind, dueCents: due_cents };
  }
}

const termsOf = ({ startsAt, ...terms }: TermsInJson): EventTerms => ({ ...terms, startsAt: new Date(startsAt) });

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
