/** What the provider should do, asked again or not. */
export class Bank {
  readonly charges = new Map<string, { amountCents: number; status: 'captured' | 'declined' | 'refunded' }>();

  charge(key: string, { amountCents, simulate }: { amountCents: number; simulate: 'success' | 'fail' }) {
    return this.#enter(key, amountCents, simulate === 'success' ? 'captured' : 'declined') === 'captured'
      ? 'captured'
      : 'declined';
  }

  void(key: string) {
    return this.#enter(key, 0, 'declined') === 'captured' ? 'captured' : 'voided';
  }

  refund(key: string): void {
    const charge = this.charges.get(key);
    if (charge?.status === 'captured') charge.status = 'refunded';
  }

  #enter(key: string, amountCents: number, status: 'captured' | 'declined') {
    if (!this.charges.has(key)) this.charges.set(key, { amountCents, status });
    return this.charges.get(key)!.status;
  }
}
