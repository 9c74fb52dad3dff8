import type { Order } from '../../prisma/generated/client.ts';

/** What the buyer of an order paid in all, its fees, and the VAT that was part of it. */
export type PaidCost = Pick<Order, 'total_price_cents' | 'fees_cents' | 'fee_paid_by' | 'vat_cents' | 'vat_rate_bp'>;

export const costColumns = {
  total_price_cents: true,
  fees_cents: true,
  fee_paid_by: true,
  vat_cents: true,
  vat_rate_bp: true,
} as const;

/** An order as its buyer sees it, whom fees that the organiser pays do not concern. */
export const asPaid = <Row extends PaidCost>({ fees_cents, fee_paid_by, ...order }: Row) => ({
  ...order,
  fees_cents: fee_paid_by === 'buyer' ? fees_cents : 0,
});
