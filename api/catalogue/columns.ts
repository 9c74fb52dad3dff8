/** What buyers see of an event. */
export const eventColumns = {
  id: true,
  name: true,
  venue: true,
  description: true,
  starts_at: true,
  on_sale_at: true,
  time_zone: true,
  currency: true,
  vat_rate_bp: true,
  status: true,
  paused: true,
} as const;

/** What buyers see of a tier. */
export const tierColumns = {
  id: true,
  event_id: true,
  name: true,
  price_cents: true,
  capacity: true,
  per_user_limit: true,
} as const;

/** What the fee of a ticket comes from. */
export const feeColumns = { fee_fixed_cents: true, fee_percent_bp: true, fee_paid_by: true } as const;

/** What the state of a tier's stock comes from. */
export const stockColumns = { capacity: true, held: true, sold: true } as const;

export const tiersByPrice = [{ price_cents: 'asc' }, { name: 'asc' }] as const;
