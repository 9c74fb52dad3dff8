import type { Payment } from '../../workflows/messages.ts';

/**
 * A provider that can be asked again: whatever became of the first answer, a key is charged once. Money is set aside on
 * the buyer's card first, and taken once there are tickets for it.
 */
export type PaymentProvider = {
  /**
   * Sets the amount aside. `declined`: this card is not good for it, and another try has another key; `refused`: the
   * purchase goes no further. A repeat is answered as the first call was.
   */
  authorise(
    key: string,
    request: Payment & { amountCents: number; currency: string },
  ): Promise<'authorised' | 'declined' | 'refused'>;
  /** Takes what was set aside; `voided` when nothing is. */
  capture(key: string): Promise<'captured' | 'voided'>;
  /** Makes sure that a key is never charged from now on; answers `captured` if it has been already. */
  void(key: string): Promise<'captured' | 'voided'>;
  /**
   * Gives a part or all of what was taken back, once for each id, and never more than was taken.
   * @throws when the provider is away, or out of funds
   */
  refund(key: string, refund: { id: string; amountCents: number }): Promise<void>;
};
