import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { bringUp } from '../stack.setup.ts';
import { startStripe } from '../stripe-double/start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the double of Stripe is, and the secret of its messages. */
    stripe: { url: string; secretKey: string; webhookSecret: string };
  }
}

/** A shop that takes cards, and the double of Stripe as its provider. */
export default async function bringUpWithCards(project: TestProject): Promise<() => Promise<void>> {
  const stripe = await startStripe();
  const webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;
  try {
    const takeDown = await bringUp(project, {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_double',
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_URL: stripe.url,
    });
    const { apiUrl } = project.getProvidedContext().stack;
    await stripe.sendEventsTo({ url: `${apiUrl}/webhooks/stripe`, secret: webhookSecret });
    project.provide('stripe', { url: stripe.url, secretKey: stripe.secretKey, webhookSecret });
    return async () => {
      await takeDown();
      await stripe.stop();
    };
  } catch (failure) {
    await stripe.stop();
    throw failure;
  }
}
