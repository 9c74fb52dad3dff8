import type { Stripe } from 'stripe';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { Owed, PaymentProvider, Settled } from './ports.ts';
import { stripeClient, type StripeSettings } from './stripe-client.ts';

/** Where an intent says which try to pay of ours it is for. */
export const PAYMENT_KEY = 'payment_key';
const REFUND_ID = 'refund_id';

type Intent = Stripe.PaymentIntent;
type Row = { key: string; intent_id: string | null; stored_errors: number };
type Known = Row & { intent_id: string };

const columns = { key: true, intent_id: true, stored_errors: true } as const;

/** The key is in use, or too many requests came: nothing was begun, and nothing is kept. */
const asksToWait = new Set([409, 429]);

/**
 * Cards and wallets through Stripe: one intent for each key, confirmed in the buyer's browser and captured by us. What
 * became of a request is asked of the intent, never concluded from an answer that was lost.
 */
export function stripeProvider(db: PrismaClient, settings: StripeSettings): PaymentProvider {
  const client = stripeClient(settings);

  /** Undefined where the id of no intent was written down: nobody has its secret then. */
  async function known(key: string): Promise<Known | undefined> {
    const row = await db.payment.findUnique({ where: { key }, select: columns });
    return row?.intent_id ? { ...row, intent_id: row.intent_id } : undefined;
  }

  /** Stripe keeps an error under its key for a day, as it keeps an answer: the next request then has another key. */
  async function ask<Answer>(
    { key, stored_errors: errors }: Row,
    what: string,
    request: (idempotencyKey: string) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await request(`${key}/${what}${errors > 0 ? `/${errors + 1}` : ''}`);
    } catch (failure) {
      const { statusCode } = failure as Stripe.errors.StripeError;
      if (statusCode !== undefined && !asksToWait.has(statusCode))
        await db.payment.updateMany({ where: { key }, data: { stored_errors: { increment: 1 } } });
      throw failure;
    }
  }

  /** Asks for a change of an intent. Where that fails, the intent says whether it has been made before or after all. */
  async function change(payment: Known, what: 'capture' | 'cancel'): Promise<Intent> {
    const { paymentIntents } = await client();
    const { intent_id: id } = payment;
    try {
      return await ask(payment, what, (idempotencyKey) => paymentIntents[what](id, {}, { idempotencyKey }));
    } catch (failure) {
      const intent = await paymentIntents.retrieve(id);
      if (endOf(intent) === undefined) throw failure;
      return intent;
    }
  }

  async function refundsOf(id: string): Promise<Stripe.Refund[]> {
    const list = (await client()).refunds.list({ payment_intent: id, limit: 100 });
    return (await list.autoPagingToArray({ limit: 1_000 })).filter(({ status }) => status !== 'failed');
  }

  async function isGivenBack({ id, amount_received }: Intent): Promise<boolean> {
    const given = (await refundsOf(id)).reduce((sum, { amount }) => sum + amount, 0);
    return given >= amount_received;
  }

  return {
    name: 'stripe',
    takesCardsInBrowser: true,

    async begin(key, { amountCents, currency }) {
      const row = await db.payment.findUniqueOrThrow({ where: { key }, select: columns });
      if (row.intent_id) return;
      const { paymentIntents } = await client();
      const { id, client_secret } = await ask(row, 'intent', (idempotencyKey) =>
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
      const payment = await known(key);
      if (!payment) return 'waiting';
      const intent = await (await client()).paymentIntents.retrieve(payment.intent_id);
      const settled = settledBy(intent);
      return settled === 'authorised' && !isAmount(intent, owed) ? 'refused' : settled;
    },

    async capture(key) {
      const payment = await known(key);
      return payment ? endOf(await change(payment, 'capture'))! : 'voided';
    },

    async void(key) {
      const payment = await known(key);
      if (!payment) return 'voided';
      const intent = await change(payment, 'cancel');
      return endOf(intent) === 'captured' && (await isGivenBack(intent)) ? 'refunded' : endOf(intent)!;
    },

    async refund(key, { id: refundId, amountCents }) {
      const payment = await known(key);
      if (!payment) throw new Error(`Stripe has no intent of the payment ${key}.`);
      const { intent_id: id } = payment;
      if ((await refundsOf(id)).some(({ metadata }) => metadata?.[REFUND_ID] === refundId)) return;
      const { refunds } = await client();
      await ask(payment, `refund/${refundId}`, (idempotencyKey) =>
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
