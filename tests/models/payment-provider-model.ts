import type { Payment } from '../../workflows/messages.ts';

type Status = 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded';
type Charge = { amountCents: number; status: Status; refunds: Map<string, number> };

/** In-memory model of the payment provider: a repeated request with the same key has no further effect. */
export class PaymentProviderModel {
  readonly charges = new Map<string, Charge>();

  settle(key: string, { amountCents, simulate }: Payment & { amountCents: number }) {
    const { status } = this.#record(key, amountCents, simulate === 'success' ? 'authorised' : 'declined');
    if (status === 'authorised' || status === 'captured') return 'authorised';
    return simulate === 'decline' ? 'declined' : 'refused';
  }

  capture(key: string) {
    const charge = this.charges.get(key);
    if (charge?.status === 'authorised') charge.status = 'captured';
    return charge?.status === 'captured' ? 'captured' : 'voided';
  }

  void(key: string) {
    const charge = this.#record(key, 0, 'voided');
    if (charge.status === 'authorised') charge.status = 'voided';
    return charge.status === 'captured' || charge.status === 'refunded' ? charge.status : 'voided';
  }

  refund(key: string, { id, amountCents }: { id: string; amountCents: number }): void {
    const charge = this.charges.get(key);
    if (charge?.status !== 'captured' || charge.refunds.has(id)) return;
    charge.refunds.set(id, amountCents);
    const given = [...charge.refunds.values()].reduce((sum, amount) => sum + amount, 0);
    if (given === charge.amountCents) charge.status = 'refunded';
  }

  /** The charge of this key, which is recorded unless there is one already. */
  #record(key: string, amountCents: number, status: Status): Charge {
    if (!this.charges.has(key)) this.charges.set(key, { amountCents, status, refunds: new Map() });
    return this.charges.get(key)!;
  }
}
