import { Stripe } from 'stripe';
import type { Card } from '../stripe-double/cards.ts';

type Webhook = { url: string; secret: string };

/** Cards that Stripe has for tests. */
const methods: Partial<Record<Card, string>> = {
  good: 'pm_card_visa',
  declined: 'pm_card_chargeDeclined',
  insufficient_funds: 'pm_card_chargeDeclinedInsufficientFunds',
};

/**
 * Stripe itself with a test key, used by the tests as its double is. What its messages would tell is told by us: they
 * do not reach a machine without an address; nothing can be made to go wrong.
 */
export function liveStripe({ secretKey, apiUrl, webhook }: { secretKey: string; apiUrl: string; webhook: Webhook }) {
  const { hostname, port, protocol } = new URL(apiUrl);
  const stripe = new Stripe(secretKey, {
    host: hostname,
    protocol: protocol === 'https:' ? 'https' : 'http',
    ...(port && { port }),
  });

  async function tell(type: string, intent: Stripe.PaymentIntent): Promise<void> {
    const payload = JSON.stringify({
      id: `evt_told_${crypto.randomUUID()}`,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(Date.now() / 1_000),
      type,
      data: { object: intent },
    });
    await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret: webhook.secret }),
      },
      body: payload,
    });
  }

  return {
    async intentsOf(paymentKey: string): Promise<Stripe.PaymentIntent[]> {
      const recent = stripe.paymentIntents.list({ created: { gte: Math.floor(Date.now() / 1_000) - 600 }, limit: 100 });
      const intents = await recent.autoPagingToArray({ limit: 1_000 });
      return intents.filter(({ metadata }) => metadata['payment_key'] === paymentKey);
    },

    refundsOf: async (intentId: string) => (await stripe.refunds.list({ payment_intent: intentId })).data,

    /** Gives a card as the browser does. */
    async confirm(intentId: string, card: Card = 'good'): Promise<void> {
      const confirmed = stripe.paymentIntents.confirm(intentId, {
        payment_method: methods[card]!,
        return_url: 'https://shop.example/',
      });
      const isDeclined = await confirmed.then(
        () => false,
        (failure: unknown) => {
          if (!(failure instanceof Stripe.errors.StripeCardError)) throw failure;
          return true;
        },
      );
      const type = isDeclined ? 'payment_intent.payment_failed' : 'payment_intent.amount_capturable_updated';
      await tell(type, await stripe.paymentIntents.retrieve(intentId));
    },
  };
}
