import { afterEach, expect, inject } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, stack, type Buyer, type DropPlan } from '../harness.ts';
import { stripeDouble } from '../stripe-double/client.ts';
import { liveStripe } from './live-stripe.ts';

/** A shop that takes cards, whose provider the buyers' browsers and banks play with. Call it once in a test file. */
export function cardShop() {
  const { url } = inject('stripe');
  const stripe = stripeDouble(url);

  afterEach(async () => {
    await stripe.faults({});
    // The real interface would refuse these requests, by its own specification.
    expect((await stripe.books()).refused).toEqual([]);
  });

  return { ...shopWith(stripe), stripe };
}

/** The same for tests that also run against Stripe itself, which nothing can be asked of but what it offers. */
export function anyCardShop() {
  const { url, secretKey, webhook, isLive } = inject('stripe');
  if (!isLive) return cardShop();
  const stripe = liveStripe({ secretKey, apiUrl: url, webhook });
  return { ...shopWith(stripe), stripe };
}

type Provider = { intentsOf(paymentKey: string): Promise<{ status: string; amount_received: number }[]> };

function shopWith(stripe: Provider) {
  const shop = stack();
  /** The intents of a reservation; usually there is one. */
  const intentsOf = (reservationId: string) => stripe.intentsOf(workflowIds.reservation(reservationId));

  return {
    ...shop,
    intentsOf,

    /** Reserves and opens the checkout. @returns what the browser pays with, as well */
    async toCheckout(buyer: Buyer, quantity = 1) {
      const held = await buyer.reserve(quantity);
      const session = await buyer.checkout(held.body.id);
      expect(session).toMatchObject({ status: 201 });
      const intentId = String(session.body.payment?.client_secret).split('_secret_')[0]!;
      return { session, id: session.body.id as string, reservationId: held.body.id as string, intentId };
    },

    /** An event on sale, and a buyer who was admitted. */
    async admitted(plan: DropPlan = {}) {
      const drop = await shop.drop(plan);
      return { ...drop, ada: await drop.buyer().enter() };
    },

    reservationOf: (id: string) => shop.db.reservation.findUniqueOrThrow({ where: { id } }),

    /** Our books about a reservation: state and amount of each try to pay. */
    payments: async (reservationId: string) =>
      (
        await shop.db.payment.findMany({ where: { reservation_id: reservationId }, orderBy: { created_at: 'asc' } })
      ).map(({ state, amount_cents }) => [state, amount_cents]),

    /** Waits until every intent of the reservation is in this state. */
    intentBecomes: (reservationId: string, status: string) =>
      eventually(
        () => intentsOf(reservationId),
        (intents) => intents.length > 0 && intents.every((intent) => intent.status === status),
      ),
  };
}
