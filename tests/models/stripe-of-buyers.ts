import type { PaymentProvider } from '../../activities/payments/ports.ts';
import { stripeProvider } from '../../activities/payments/stripe-provider.ts';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import { startStripe } from '../stripe-double/start.ts';
import type { ProviderBooks } from './simulation.ts';

const cards = { success: 'good', decline: 'declined', fail: 'declined' } as const;

/**
 * Stripe's double as the provider of a simulation. Its buyers give their card at the very moment at which a purchase
 * asks about it, so that the same model tells what has to come of it.
 */
export async function stripeOfBuyers(db: PrismaClient) {
  const stripe = await startStripe();
  const provider = stripeProvider(db, { STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_API_URL: stripe.url });
  const payments: PaymentProvider = {
    ...provider,
    takesCardsInBrowser: false,
    async settle(key, request) {
      await provider.begin(key, request);
      const { intent_id } = await db.payment.findUniqueOrThrow({ where: { key } });
      // It was voided before there was anything to pay.
      if (intent_id === null) return 'refused';
      const simulate = request.simulate!;
      await stripe.confirm(intent_id, cards[simulate]);
      const settled = await provider.settle(key, request);
      return settled === 'declined' && simulate === 'fail' ? 'refused' : settled;
    },
  };
  const books: ProviderBooks = async (keys) => {
    const [wanted, { intents, refunds }] = [new Set(keys), await stripe.books()];
    return intents.flatMap(({ id, status, metadata, amount_received }) => {
      const key = metadata['payment_key']!;
      if (!wanted.has(key)) return [];
      const back = refunds
        .filter(({ payment_intent }) => payment_intent === id)
        .reduce((sum, { amount }) => sum + amount, 0);
      if (status === 'requires_capture') return [{ key, status: 'authorised' }];
      if (status !== 'succeeded') return [{ key, status: 'voided' }];
      return [{ key, status: back === amount_received ? 'refunded' : 'captured' }];
    });
  };
  return { payments, books, refused: async () => (await stripe.books()).refused, stop: stripe.stop };
}
