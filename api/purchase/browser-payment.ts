import type { Config } from '../../config.ts';
import type { PurchaseReads } from './reads.ts';

/** With what the buyer's browser pays for a hold; undefined where no browser is needed, or nothing is to be paid. */
export async function browserPayment(
  purchaseReads: PurchaseReads,
  { PAYMENT_PROVIDER, STRIPE_PUBLISHABLE_KEY }: Pick<Config, 'PAYMENT_PROVIDER' | 'STRIPE_PUBLISHABLE_KEY'>,
  session: { status: string; reservation_id: string },
) {
  if (PAYMENT_PROVIDER !== 'stripe' || session.status !== 'pending') return undefined;
  const offer = await purchaseReads.offer(session.reservation_id);
  if (!offer?.client_secret) return undefined;
  return {
    provider: PAYMENT_PROVIDER,
    client_secret: offer.client_secret,
    publishable_key: STRIPE_PUBLISHABLE_KEY!,
    amount: offer.amount_cents,
    currency: offer.currency,
  };
}
