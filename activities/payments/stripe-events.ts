import type { Stripe } from 'stripe';
import type { Config } from '../../config.ts';
import type { DisputeReport } from '../refunds/ports.ts';
import { stripeClient, type StripeSettings } from './stripe-client.ts';

/** How old a signature may be: who has overheard a message cannot send it again later. */
const TOLERANCE_SECONDS = 300;

/** What the provider tells by itself. It is a hint only: what is true, the provider is asked. */
export type ProviderEvent = {
  id: string;
  type: string;
  createdAt: Date;
  apiVersion: string | null;
  /** The intent that it is about; none for what is no matter of a purchase. */
  intentId?: string;
  /** What it says that is to be paid, in minor units. */
  amountCents?: number;
  /** What the buyer's bank takes back. */
  dispute?: DisputeReport;
};

export type ProviderEvents = {
  /** The event of a message; undefined where its signature is not the provider's, or too old. */
  verify(body: string, signature: string): Promise<ProviderEvent | undefined>;
};

/** Stripe's messages to our webhook. */
export function stripeEvents({
  STRIPE_WEBHOOK_SECRET,
  ...settings
}: StripeSettings & Pick<Config, 'STRIPE_WEBHOOK_SECRET'>): ProviderEvents {
  const client = stripeClient(settings);
  return {
    async verify(body, signature) {
      const { webhooks } = await client();
      const event = await webhooks
        .constructEventAsync(body, signature, STRIPE_WEBHOOK_SECRET!, TOLERANCE_SECONDS)
        .catch(() => undefined);
      if (!event) return undefined;
      const about = event.data.object as About;
      const intentId = intentOf(about);
      return {
        id: event.id,
        type: event.type,
        createdAt: new Date(event.created * 1_000),
        apiVersion: event.api_version,
        ...(intentId !== undefined && { intentId }),
        ...(about.object === 'payment_intent' && { amountCents: about.amount }),
        ...(event.type.startsWith('charge.dispute.') && { dispute: disputeOf(event.data.object as Stripe.Dispute) }),
      };
    },
  };
}

type About = { id?: unknown; object?: unknown; payment_intent?: unknown; amount?: number };

/** An inquiry that became no dispute is as good as won. */
const disputeOf = ({ id, amount, status }: Stripe.Dispute): DisputeReport => ({
  id,
  amountCents: amount,
  state: status === 'won' || status === 'warning_closed' ? 'won' : status === 'lost' ? 'lost' : 'open',
});

/** Intents are told about themselves; charges, refunds and disputes name theirs. */
function intentOf({ id, object, payment_intent }: About) {
  const named = object === 'payment_intent' ? id : payment_intent;
  return typeof named === 'string' ? named : (named as Stripe.PaymentIntent | null | undefined)?.id;
}
