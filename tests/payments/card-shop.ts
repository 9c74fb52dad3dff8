import { afterEach, expect, inject } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, stack, type Buyer, type DropPlan } from '../harness.ts';
import { stripeDouble } from '../stripe-double/client.ts';

/** A shop that takes cards, and what happens in the buyers' browsers and at their banks. Call it once in a test file. */
export function cardShop() {
  const shop = stack();
  const stripe = stripeDouble(inject('stripe').url);

  afterEach(async () => {
    await stripe.faults({});
    // The real interface would refuse these requests, by its own specification.
    expect((await stripe.books()).refused).toEqual([]);
  });

  /** The intents of a reservation; usually there is one. */
  const intentsOf = (reservationId: string) => stripe.intentsOf(workflowIds.reservation(reservationId));

  /** Reserves and opens the checkout. @returns what the browser pays with, as well */
  async function toCheckout(buyer: Buyer, quantity = 1) {
    const held = await buyer.reserve(quantity);
    const session = await buyer.checkout(held.body.id);
    expect(session).toMatchObject({ status: 201 });
    const intentId = String(session.body.payment?.client_secret).split('_secret_')[0]!;
    return { session, id: session.body.id as string, reservationId: held.body.id as string, intentId };
  }

  return {
    ...shop,
    stripe,
    intentsOf,
    toCheckout,

    /** An event on sale, and a buyer who was admitted. */
    async admitted(plan: DropPlan = {}) {
      const drop = await shop.drop(plan);
      return { ...drop, ada: await drop.buyer().enter() };
    },

    /** Our books about a reservation: key, state and amount of each try to pay. */
    payments: async (reservationId: string) =>
      (await shop.db.payment.findMany({ where: { reservation_id: reservationId }, orderBy: { created_at: 'asc' } })).map(
        ({ state, amount_cents }) => [state, amount_cents],
      ),

    /** Waits until the provider's intent is in this state. */
    intentBecomes: (reservationId: string, status: string) =>
      eventually(
        () => intentsOf(reservationId),
        (intents) => intents.length > 0 && intents.every((intent) => intent.status === status),
      ),
  };
}
