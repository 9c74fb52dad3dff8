import type { Stripe } from 'stripe';
import type { Config } from '../../config.ts';

/** The version of Stripe's interface that this code was written for; the webhook's endpoint is made with the same. */
export const STRIPE_API_VERSION = '2026-10-28.endive';
/** Shorter than a step, so that an answer that does not come is told from a step that does not. */
const ANSWER_WITHIN_MS = 3_000;

export type StripeSettings = Pick<Config, 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL'>;

/** Stripe's client, loaded when it is first needed: a shop without cards never does. */
export function stripeClient({ STRIPE_SECRET_KEY, STRIPE_API_URL }: StripeSettings): () => Promise<Stripe> {
  let client: Promise<Stripe> | undefined;
  return () =>
    (client ??= import('stripe').then(({ Stripe: Client }) => {
      const { hostname, port, protocol } = new URL(STRIPE_API_URL);
      return new Client(STRIPE_SECRET_KEY!, {
        apiVersion: STRIPE_API_VERSION,
        host: hostname,
        protocol: protocol === 'https:' ? 'https' : 'http',
        ...(port && { port }),
        timeout: ANSWER_WITHIN_MS,
        // Temporal repeats a step, and knows how often.
        maxNetworkRetries: 0,
        telemetry: false,
      });
    }));
}
