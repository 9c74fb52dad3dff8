import type { Payment } from '../../workflows/messages.ts';

export type Owed = { amountCents: number; currency: string };

/**
 * What the provider says about a try to pay. `waiting`: the buyer has something left to do, or the bank; `declined`:
 * this card is not good for it, and another one may follow; `refused`: the purchase goes no further.
 */
export type Settled = 'authorised' | 'waiting' | 'declined' | 'refused';

/**
 * A provider that can be asked again: whatever became of the first answer, a key is charged once. Money is set aside on
 * the buyer's card first, and taken once there are tickets for it.
 */
export type PaymentProvider = {
  name: 'simulated' | 'stripe';
  /** Buyers give their card to the provider in their browser, whenever they want to; we only ask what became of it. */
  takesCardsInBrowser: boolean;
  /** Makes what the browser needs to pay, once for each key; nothing where no browser is needed. */
  begin(key: string, owed: Owed): Promise<void>;
  /** Asks what became of a try, or makes it. Where the browser pays, an authorisation of another amount is refused. */
  settle(key: string, request: Payment & Owed): Promise<Settled>;
  /** Takes what was set aside; `voided` when nothing is. */
  capture(key: string): Promise<'captured' | 'voided'>;
  /** Sees that a key is never charged from now on; `captured` if it has been, `refunded` if all of that is back. */
  void(key: string): Promise<'captured' | 'voided' | 'refunded'>;
  /**
   * Gives a part or all of what was taken back, once for each id, and never more than was taken.
   * @throws when the provider is away, or out of funds
   */
  refund(key: string, refund: { id: string; amountCents: number }): Promise<void>;
};
