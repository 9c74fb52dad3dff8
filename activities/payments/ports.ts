/** A provider that can be asked again: a key is charged once, whatever became of the first answer. */
export type PaymentProvider = {
  charge(key: string, charge: { amountCents: number; simulate: 'success' | 'fail' }): Promise<'captured' | 'declined'>;
  /** Makes sure that a key is never charged from now on; answers `captured` if it has been already. */
  void(key: string): Promise<'captured' | 'voided'>;
  refund(key: string): Promise<void>;
};
