import type { Logger } from 'pino';
import { STRIPE_API_VERSION } from '../../activities/payments/stripe-client.ts';
import { stripeEvents, type ProviderEvent } from '../../activities/payments/stripe-events.ts';
import type { PurchaseUpdates } from '../../activities/purchase/ports.ts';
import type { Refunds } from '../../activities/refunds/ports.ts';
import type { Config } from '../../config.ts';
import type { PrismaClient } from '../../prisma/generated/client.ts';
import type { ApiMetrics } from '../http/metrics.ts';
import { Problem } from '../http/problems.ts';

type Needs = {
  config: Config;
  db: PrismaClient;
  log: Logger;
  purchaseUpdates: PurchaseUpdates;
  refunds: Pick<Refunds, 'dispute'>;
  metrics: Pick<ApiMetrics, 'webhookAge'>;
};

/**
 * After these a purchase asks the provider what became of its payment. That it was captured, which is our own doing, it
 * needs not be told.
 */
const settling = new Set([
  'payment_intent.amount_capturable_updated',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
]);

/**
 * What the provider tells by itself. A message only knocks: the purchase asks what is true. One that could not be
 * handled is answered with an error, and the provider sends it again for three days.
 */
export function webhook({ config, db, log, metrics, purchaseUpdates, refunds }: Needs) {
  const events = config.PAYMENT_PROVIDER === 'stripe' ? stripeEvents(config) : undefined;

  async function handle(event: ProviderEvent, payment: { key: string; reservation_id: string }): Promise<void> {
    if (settling.has(event.type)) await purchaseUpdates.paymentSettled(payment.reservation_id);
    if (event.dispute) await refunds.dispute(payment.key, event.dispute);
    // A bank refused what we had noted as given back: a person has to find another way.
    if (event.type === 'refund.failed') log.error({ event: event.id, payment: payment.key }, 'a refund has failed');
  }

  return {
    /** Handles one message, once for each event. @throws Problem 400, and 404 where no provider sends any */
    async receive(body: string, signature: string): Promise<void> {
      if (!events) throw new Problem(404, 'Not found', { detail: 'This shop takes no payments through Stripe.' });
      const event = await events.verify(body, signature);
      if (!event)
        throw new Problem(400, 'Invalid signature', {
          detail: "The signature is not made with this endpoint's secret, or is older than five minutes.",
        });
      metrics.webhookAge(Math.max(0, (Date.now() - event.createdAt.getTime()) / 1_000));
      if (event.apiVersion !== STRIPE_API_VERSION)
        log.error(
          { event: event.id, version: event.apiVersion, expected: STRIPE_API_VERSION },
          "the webhook's endpoint has another version of the interface than this release was written for",
        );
      const payment = event.intentId
        ? await db.payment.findUnique({
            where: { intent_id: event.intentId },
            select: { key: true, reservation_id: true, amount_cents: true },
          })
        : null;
      if (payment && event.amountCents !== undefined && event.amountCents !== payment.amount_cents)
        log.error(
          { event: event.id, payment: payment.key, told: event.amountCents, owed: payment.amount_cents },
          'the provider tells of another amount than is owed; only the owed one buys tickets',
        );
      // In one statement, because the same may come twice at once.
      const [noted] = await db.$queryRaw<[{ handled_at: Date | null }]>`
        INSERT INTO payment_events (id, type, payment_key, created_at)
        VALUES (${event.id}, ${event.type}, ${payment?.key ?? null}, ${event.createdAt})
        ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING handled_at`;
      if (noted.handled_at !== null) return;
      if (payment) await handle(event, payment);
      await db.paymentEvent.update({ where: { id: event.id }, data: { handled_at: new Date() } });
    },
  };
}

export type Webhook = ReturnType<typeof webhook>;
