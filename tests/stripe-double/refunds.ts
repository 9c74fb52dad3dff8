import { text, texts, whole, type Form } from './form.ts';
import type { Intent, Intents } from './intents.ts';
import { madeNow, newId, type Tell } from './objects.ts';
import { invalidRequest, noSuch } from './refusal.ts';

export type Refund = {
  id: string;
  object: 'refund';
  amount: number;
  charge: string;
  created: number;
  currency: string;
  metadata: Record<string, string>;
  payment_intent: string;
  reason: string | null;
  status: 'succeeded' | 'failed';
};

export type Dispute = {
  id: string;
  object: 'dispute';
  amount: number;
  charge: string;
  created: number;
  currency: string;
  livemode: false;
  metadata: Record<string, string>;
  payment_intent: string;
  reason: string;
  status: 'needs_response' | 'won' | 'lost';
};

/** What happens to money that was taken: it is given back, in parts or whole, or a bank takes it back. */
export class Refunds {
  readonly #refunds: Refund[] = [];
  readonly #disputes = new Map<string, Dispute>();
  readonly #intents: Intents;
  readonly #tell: Tell;
  readonly #isOutOfFunds: () => boolean;

  constructor(intents: Intents, tell: Tell, isOutOfFunds: () => boolean) {
    this.#intents = intents;
    this.#tell = tell;
    this.#isOutOfFunds = isOutOfFunds;
  }

  /** Of one intent, or all; the newest first. */
  all = (intentId?: string): Refund[] =>
    this.#refunds.filter((one) => intentId === undefined || one.payment_intent === intentId).toReversed();

  disputes = (): Dispute[] => [...this.#disputes.values()];

  get(id: string): Refund {
    const refund = this.#refunds.find((one) => one.id === id);
    if (!refund) throw noSuch('refund', id);
    return refund;
  }

  /** What was given back of an intent, without what came back from the buyer's bank. */
  refundedOf = (intentId: string): number =>
    this.all(intentId).reduce((sum, { amount, status }) => (status === 'failed' ? sum : sum + amount), 0);

  create(form: Form): Refund {
    const intent = this.#intents.get(text(form, 'payment_intent') ?? '');
    const { latest_charge: charge } = intent;
    if (intent.status !== 'succeeded' || charge === null)
      throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
    if (this.disputes().some((one) => one.charge === charge && one.status !== 'won'))
      throw invalidRequest(`Charge ${charge} has been charged back; cannot issue a refund.`, {
        code: 'charge_disputed',
      });
    const left = intent.amount_received - this.refundedOf(intent.id);
    if (left === 0)
      throw invalidRequest(`Charge ${charge} has already been refunded.`, { code: 'charge_already_refunded' });
    const amount = whole(form, 'amount') ?? left;
    if (amount > left)
      throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
        param: 'amount',
      });
    if (this.#isOutOfFunds())
      throw invalidRequest('Insufficient funds in your Stripe balance to refund this amount.', {
        code: 'balance_insufficient',
      });
    const refund: Refund = {
      id: newId('re'),
      object: 'refund',
      amount,
      charge,
      created: madeNow(),
      currency: intent.currency,
      metadata: texts(form, 'metadata'),
      payment_intent: intent.id,
      reason: text(form, 'reason') ?? null,
      status: 'succeeded',
    };
    this.#refunds.push(refund);
    this.#tell('refund.created', refund);
    this.#tell('charge.refunded', this.#chargeOf(intent));
    this.#tell('refund.updated', refund);
    return refund;
  }

  /** The buyer's bank does not take the money, days later: it is ours again. */
  fail(id: string): Refund {
    const refund = this.get(id);
    refund.status = 'failed';
    this.#tell('refund.updated', refund);
    this.#tell('refund.failed', refund);
    return refund;
  }

  /** The buyer's bank takes the money back until the dispute is closed. */
  dispute(intentId: string, amount?: number): Dispute {
    const intent = this.#intents.get(intentId);
    if (intent.status !== 'succeeded' || intent.latest_charge === null)
      throw invalidRequest(`Nothing was taken for ${intentId}.`);
    const dispute: Dispute = {
      id: newId('du'),
      object: 'dispute',
      amount: amount ?? intent.amount_received,
      charge: intent.latest_charge,
      created: madeNow(),
      currency: intent.currency,
      livemode: false,
      metadata: {},
      payment_intent: intentId,
      reason: 'fraudulent',
      status: 'needs_response',
    };
    this.#disputes.set(dispute.id, dispute);
    this.#tell('charge.dispute.created', dispute);
    return dispute;
  }

  closeDispute(id: string, status: 'won' | 'lost'): Dispute {
    const dispute = this.#disputes.get(id);
    if (!dispute) throw noSuch('dispute', id);
    dispute.status = status;
    this.#tell('charge.dispute.closed', dispute);
    return dispute;
  }

  #chargeOf(intent: Intent) {
    const refunded = this.refundedOf(intent.id);
    return {
      id: intent.latest_charge,
      object: 'charge',
      amount: intent.amount,
      amount_captured: intent.amount_received,
      amount_refunded: refunded,
      captured: true,
      created: intent.created,
      currency: intent.currency,
      metadata: intent.metadata,
      paid: true,
      payment_intent: intent.id,
      refunded: refunded === intent.amount_received,
      status: 'succeeded',
    };
  }
}
