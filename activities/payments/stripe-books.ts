import type { Stripe } from 'stripe';
import { PAYMENT_KEY } from './stripe-provider.ts';
import { stripeClient, type StripeSettings } from './stripe-client.ts';

/** A payment as the provider has it. */
export type ProviderPayment = {
  key: string;
  reference: string;
  state: 'open' | 'authorised' | 'captured' | 'voided';
  amountCents: number;
  ageSeconds: number;
};

/** The newest ones are enough to see what is wrong; a page has a hundred. */
const MOST = 10_000;

/** What Stripe has of our payments of the last `seconds`, the newest first. Others of the same account are left out. */
export async function stripeBooks(settings: StripeSettings, seconds: number): Promise<ProviderPayment[]> {
  const { paymentIntents } = await stripeClient(settings)();
  const now = Date.now() / 1_000;
  const list = paymentIntents.list({ created: { gte: Math.floor(now - seconds) }, limit: 100 });
  const payments: ProviderPayment[] = [];
  for (const intent of await list.autoPagingToArray({ limit: MOST })) {
    const key = intent.metadata[PAYMENT_KEY];
    if (key === undefined) continue;
    payments.push({ key, ...stateOf(intent), reference: intent.id, ageSeconds: now - intent.created });
  }
  return payments;
}

function stateOf({ status, amount, amount_received }: Stripe.PaymentIntent) {
  if (status === 'succeeded') return { state: 'captured' as const, amountCents: amount_received };
  if (status === 'requires_capture') return { state: 'authorised' as const, amountCents: amount };
  return { state: status === 'canceled' ? ('voided' as const) : ('open' as const), amountCents: amount };
}
