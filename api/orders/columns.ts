import { Prisma, type Order } from '../../prisma/generated/client.ts';

/** What a list and a file show of an order. */
export type OrderRow = {
  id: string;
  number: string;
  event_id: string;
  tier_name: string;
  quantity: number;
  total_price_cents: number;
  fees_cents: number;
  fee_paid_by: Order['fee_paid_by'];
  vat_cents: number;
  vat_rate_bp: number;
  refunded_cents: number;
  currency: string;
  status: Order['status'];
  refund_due_at: Date | null;
  buyer_name: string | null;
  buyer_email: string | null;
  created_at: Date;
};

/** The columns of an OrderRow, of an order `o`. */
export const orderColumns = Prisma.sql`
  o.id, o.number, o.event_id, o.tier_name, o.quantity, o.total_price_cents, o.fees_cents, o.fee_paid_by::text,
  o.vat_cents, o.vat_rate_bp, o.refunded_cents, o.currency, o.status::text, o.refund_due_at, o.buyer_name,
  o.buyer_email, o.created_at`;
