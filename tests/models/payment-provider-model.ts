type Charge = { amountCents: number; status: 'captured' | 'declined' | 'refunded' };

/** In-memory model of the payment provider: a repeated request with the same key has no further effect. */
export class PaymentProviderModel {
  readonly charges = new Map<string, Charge>();

  charge(key: string, { amountCents, simulate }: { amountCents: number; simulate: 'success' | 'fail' }) {
    return this.#record(key, amountCents, simulate === 'success' ? 'captured' : 'declined') === 'captured'
      ? 'captured'
      : 'declined';
  }

  void(key: string) {
    return this.#record(key, 0, 'declined') === 'captured' ? 'captured' : 'voided';
  }

  refund(key: string): void {
    const charge = this.charges.get(key);
    if (charge?.status === 'captured') charge.status = 'refunded';
  }

  /** Records the charge unless the key has one already. @returns the status of the recorded charge. */
  #record(key: string, amountCents: number, status: 'captured' | 'declined') {
    if (!this.charges.has(key)) this.charges.set(key, { amountCents, status });
    return this.charges.get(key)!.status;
  }
}
