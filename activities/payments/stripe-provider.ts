import type { Stripe } from 'stripe';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { Owed, PaymentProvider, Settled } from './ports.ts';
import { stripeClient, type StripeSettings } from './stripe-client.ts';

/** Where an intent says which try to pay of ours it is for. */
export const PAYMENT_KEY = 'payment_key';
const REFUND_ID = 'refund_id';

type Intent = Stripe.PaymentIntent;
type Row = { intent_id: string | null; stored_errors: number };

/** The key is in use, or too many requests came: nothing was begun, and nothing is kept. */
const asksToWait = new Set([409, 429]);

/**
 * Cards and wallets through Stripe: one intent for each key, confirmed in the buyer's browser and captured by us. What
 * became of a request is asked of the intent, never concluded from an answer that was lost.
 */
export function stripeProvider(db: PrismaClient, settings: StripeSettings): PaymentProvider {
  const client = stripeClient(settings);
  const rowOf = (key: string): Promise<Row | null> =>
    db.payment.findUnique({ where: { key }, select: { intent_id: true, stored_errors: true } });

  /** Stripe keeps an error under its key for a day, as it keeps an answer: the next request then has another key. */
  async function ask<Answer>(key: string, what: string, request: (idempotencyKey: string) => Promise<Answer>) {
    const errors = (await rowOf(key))?.stored_errors ?? 0;
    try {
      return await request(`${key}/${what}${errors > 0 ? `/${errors + 1}` : ''}`);
    } catch (failure) {
      const { statusCode } = failure as Stripe.errors.StripeError;
      if (statusCode !== undefined && !asksToWait.has(statusCode))
        await db.payment.updateMany({ where: { key }, data: { stored_errors: { increment: 1 } } });
      throw failure;
    }
  }

  async function intentOf(key: string): Promise<Intent | undefined> {
    const id = (await rowOf(key))?.intent_id;
    return id ? (await client()).paymentIntents.retrieve(id) : undefined;
  }

  /** Asks for a change of an intent. Where that fails, the intent says whether it has been made before or after all. */
  async function change(key: string, what: 'capture' | 'cancel'): Promise<'captured' | 'voided'> {
    const id = (await rowOf(key))?.intent_id;
    // Nobody has the secret of an intent whose id was never written down.
    if (!id) return 'voided';
    const { paymentIntents } = await client();
    try {
      return endOf(await ask(key, what, (idempotencyKey) => paymentIntents[what](id, {}, { idempotencyKey })))!;
    } catch (failure) {
      const end = endOf(await paymentIntents.retrieve(id));
      if (end === undefined) throw failure;
      return end;
    }
  }

  async function refundsOf(id: string): Promise<Stripe.Refund[]> {
    const list = (await client()).refunds.list({ payment_intent: id, limit: 100 });
    return (await list.autoPagingToArray({ limit: 1_000 })).filter(({ status }) => status !== 'failed');
  }

  async function isGivenBack(key: string): Promise<boolean> {
    const intent = (await intentOf(key))!;
    const given = (await refundsOf(intent.id)).reduce((sum, { amount }) => sum + amount, 0);
    return given >= intent.amount_received;
  }

  return {
    name: 'stripe',
    takesCardsInBrowser: true,

    async begin(key, { amountCents, currency }) {
      if ((await rowOf(key))?.intent_id) return;
      const { paymentIntents } = await client();
      const { id, client_secret } = await ask(key, 'intent', (idempotencyKey) =>
        paymentIntents.create(
          {
            amount: amountCents,
            currency: currency.toLowerCase(),
            capture_method: 'manual',
            // Others cannot settle while tickets are held; wallets pay with a card.
            allowed_payment_method_types: ['card'],
            metadata: { [PAYMENT_KEY]: key },
          },
          { idempotencyKey },
        ),
      );
      await db.payment.updateMany({ where: { key, state: 'begun' }, data: { intent_id: id, client_secret } });
    },

    async settle(key, owed) {
      const intent = await intentOf(key);
      if (!intent) return 'waiting';
      const settled = settledBy(intent);
      return settled === 'authorised' && !isAmount(intent, owed) ? 'refused' : settled;
    },

    capture: (key) => change(key, 'capture'),

    async void(key) {
      const end = await change(key, 'cancel');
      return end === 'captured' && (await isGivenBack(key)) ? 'refunded' : end;
    },

    async refund(key, { id: refundId, amountCents }) {
      const id = (await rowOf(key))?.intent_id;
      if (!id) throw new Error(`Stripe has no intent of the payment ${key}.`);
      if ((await refundsOf(id)).some(({ metadata }) => metadata?.[REFUND_ID] === refundId)) return;
      const { refunds } = await client();
      await ask(key, `refund/${refundId}`, (idempotencyKey) =>
        refunds.create(
          { payment_intent: id, amount: amountCents, metadata: { [REFUND_ID]: refundId } },
          { idempotencyKey },
        ),
      );
    },
  };
}

function settledBy({ status, last_payment_error }: Intent): Settled {
  switch (status) {
    case 'requires_capture':
    case 'succeeded':
      return 'authorised';
    case 'canceled':
      return 'refused';
    case 'requires_payment_method':
      return last_payment_error ? 'declined' : 'waiting';
    default:
      return 'waiting';
  }
}

const endOf = ({ status }: Intent) =>
  status === 'succeeded' ? 'captured' : status === 'canceled' ? 'voided' : undefined;

const isAmount = ({ amount, currency }: Intent, owed: Owed) =>
  amount === owed.amountCents && currency.toUpperCase() === owed.currency;
