import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { bringUp } from '../stack.setup.ts';
import { startStripe } from '../stripe-double/start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where Stripe or its double is, and where its messages go. */
    stripe: { url: string; secretKey: string; webhook: { url: string; secret: string }; isLive: boolean };
  }
}

/**
 * A shop that takes cards. Its provider is the double of Stripe; where PAYMENTS_LIVE_KEY has a key of an account, it
 * is Stripe itself (`npm run payments:live`).
 */
export default async function bringUpWithCards(project: TestProject): Promise<() => Promise<void>> {
  const { PAYMENTS_LIVE_KEY: liveKey, STRIPE_API_URL: liveUrl = 'https://api.stripe.com' } = process.env;
  const double = liveKey === undefined ? await startStripe() : undefined;
  const { url, secretKey } = double ?? { url: liveUrl, secretKey: liveKey! };
  const secret = `whsec_${randomBytes(16).toString('hex')}`;
  try {
    const takeDown = await bringUp(project, {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_double',
      STRIPE_WEBHOOK_SECRET: secret,
      STRIPE_API_URL: url,
    });
    const webhook = { url: `${project.getProvidedContext().stack.apiUrl}/webhooks/stripe`, secret };
    await double?.sendEventsTo(webhook);
    project.provide('stripe', { url, secretKey, webhook, isLive: double === undefined });
    return async () => {
      await takeDown();
      await double?.stop();
    };
  } catch (failure) {
    await double?.stop();
    throw failure;
  }
}
