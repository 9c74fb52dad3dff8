import type { Card } from './cards.ts';
import type { BooksView } from './control.ts';
import type { FaultPlan } from './faults.ts';
import type { Intent } from './intents.ts';
import type { Dispute, Refund } from './refunds.ts';
import type { ErrorBody } from './refusal.ts';

type Said<What> = What | { error: ErrorBody };

/** What a test does with the double at this address: it plays the buyer's browser and the bank, and reads the books. */
export function stripeDouble(url: string) {
  const ask = async <What>(path: string, method = 'GET', body?: object): Promise<What> => {
    const answer = await fetch(`${url}/control${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (answer.status >= 500) throw new Error(`The double failed: ${await answer.text()}`);
    return (await answer.json()) as What;
  };
  const books = () => ask<BooksView>('/books');
  return {
    url,
    books,
    /** The intents of one payment key, as our metadata has it; the newest first. */
    intentsOf: async (paymentKey: string) =>
      (await books()).intents.filter(({ metadata }) => metadata['payment_key'] === paymentKey),
    refundsOf: async (intentId: string) =>
      (await books()).refunds.filter(({ payment_intent }) => payment_intent === intentId),
    /** Gives a card as the browser does. `amount`: what the bank sets aside, where it is not what was asked for. */
    confirm: (intentId: string, card: Card = 'good', amount?: number) =>
      ask<Said<Intent>>(`/intents/${intentId}/confirm`, 'POST', { card, amount }),
    authenticate: (intentId: string, passed: boolean) =>
      ask<Said<Intent>>(`/intents/${intentId}/authenticate`, 'POST', { passed }),
    /** The buyer's bank does not take a refund. */
    failRefund: (id: string) => ask<Said<Refund>>(`/refunds/${id}/fail`, 'POST'),
    dispute: (intentId: string, amount?: number) =>
      ask<Said<Dispute>>(`/intents/${intentId}/dispute`, 'POST', { amount }),
    closeDispute: (id: string, status: 'won' | 'lost') =>
      ask<Said<Dispute>>(`/disputes/${id}/close`, 'POST', { status }),
    /** What goes wrong from now on; whatever is not named does not. */
    faults: (plan: FaultPlan) => ask<object>('/faults', 'PUT', plan),
    sendEventsTo: (target: { url: string; secret: string }) => ask<object>('/webhook', 'PUT', target),
  };
}

export type StripeDouble = ReturnType<typeof stripeDouble>;
