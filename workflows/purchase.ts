import { condition, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type {
  CancelAnswer,
  CheckoutAnswer,
  CheckoutIntent,
  ConfirmAnswer,
  HoldAnswer,
  Payment,
  ReservationRequest,
  ReservationState,
  ReservationView,
} from './messages.ts';
import { chargeThenIssue, payForTickets } from './payment.ts';
import { localSteps, runUntilDone } from './steps.ts';

/**
 * No client waits longer for the answer to a hold; a hold made after that would only keep tickets from other buyers.
 */
export const CLIENT_WAITS_MS = 10_000;

const ended: ReservationState[] = ['converted', 'declined', 'canceled', 'expired', 'refused'];

/** A purchase: the states it can be in, and the only ways between them. */
export class Purchase {
  #request: ReservationRequest;
  #revision: number;
  #state: ReservationState = 'new';
  #deadline = 0;
  #orderId: string | undefined;
  #openings = 0;
  #declines = 0;
  #paysInBrowser = false;
  /** The provider knocked while it was being asked, so its answer may be older than what it knocked for. */
  #isNews = false;
  #held: Promise<HoldAnswer> | undefined;
  #confirmed: Promise<ConfirmAnswer> | undefined;
  #released: Promise<void> | undefined;

  constructor(request: ReservationRequest, revision: number) {
    this.#request = request;
    this.#revision = revision;
  }

  /** Takes the tickets, once: a repeat gets the first answer. */
  hold(): Promise<HoldAnswer> {
    return (this.#held ??= this.#takeTickets());
  }

  /** Opens the checkout session, which moves the deadline once. */
  async checkout(intent: CheckoutIntent): Promise<CheckoutAnswer> {
    if (this.#state === 'expired') return { outcome: 'expired' };
    if (!this.open || (this.paying && this.#revision > 2)) return { outcome: 'not_active' };
    const { reservationId, buyerId } = this.#request;
    this.#openings += 1;
    try {
      const answer = await runUntilDone('openCheckout', reservationId, buyerId, intent);
      if (answer.outcome === 'opened' || answer.outcome === 'exists') {
        this.#deadline = Math.max(this.#deadline, Date.parse(answer.expiresAt));
        this.#paysInBrowser ||= answer.paysInBrowser === true;
        if (this.#state === 'held') this.#move('in_checkout');
      }
      return answer;
    } finally {
      this.#openings -= 1;
    }
  }

  /** Pays and issues the tickets, once: a repeat gets the first answer. */
  confirm(payment: Payment): Promise<ConfirmAnswer> {
    if (this.#confirmed) return this.#confirmed;
    if (!this.#mayBePaid) return Promise.resolve({ outcome: this.#state === 'expired' ? 'expired' : 'not_payable' });
    this.#move('paying');
    return (this.#confirmed = this.#pay(payment));
  }

  /** The buyer gives the tickets back; too late once a payment is under way. */
  async cancel(): Promise<CancelAnswer> {
    if (this.#state === 'canceled') {
      // An engineer may just have cancelled it; the tickets are back when that is done.
      if (this.#revision > 4) await this.#released;
      return { outcome: 'canceled' };
    }
    if (this.#state !== 'held' && this.#state !== 'in_checkout') return { outcome: 'not_active' };
    await this.#release('canceled');
    return { outcome: 'canceled' };
  }

  /** The provider has news of what the buyer's browser did: the purchase asks for it, unless it is asking already. */
  async lookAfterPayment(): Promise<void> {
    if (this.paying) this.#isNews = true;
    else if (this.#paysInBrowser && this.open) await this.confirm({});
  }

  /**
   * The deadline passed. While a payment is in doubt it waits for the outcome, which ends the purchase either way. What
   * a browser paid in the last second counts.
   */
  async expire(): Promise<void> {
    if (this.#state === 'paying') return condition(() => this.#state !== 'paying');
    await this.lookAfterPayment();
    if (this.open) await this.#release('expired');
  }

  async #takeTickets(): Promise<HoldAnswer> {
    // Both times are Temporal's, so a wrong clock of the API cannot matter.
    if (Date.now() - workflowInfo().startTime.getTime() > CLIENT_WAITS_MS) return this.#refuse();
    let answer: HoldAnswer;
    try {
      answer = await localSteps.holdTickets(this.#request);
    } catch {
      return this.#refuse();
    }
    if (answer.outcome === 'held') {
      this.#deadline = Date.parse(answer.expiresAt);
      this.#move(answer.inCheckout ? 'in_checkout' : 'held');
    } else {
      this.#move('refused');
    }
    return answer;
  }

  /** Gives up on a hold. The attempt that failed may have taken the tickets, so they are given back as well. */
  async #refuse(): Promise<HoldAnswer> {
    this.#move('refused');
    const { eventId, reservationId } = this.#request;
    await runUntilDone('releaseTickets', eventId, reservationId, 'canceled');
    return { outcome: 'unavailable' };
  }

  async #pay(payment: Payment): Promise<ConfirmAnswer> {
    const end =
      this.#revision > 4
        ? await payForTickets(this.#request, payment, this.#declines + 1)
        : await chargeThenIssue(this.#request, payment, this.#revision);
    switch (end.outcome) {
      case 'paid':
        this.#orderId = end.orderId;
        this.#move('converted');
        return { outcome: 'converted', orderId: end.orderId };
      case 'no_session':
        // Nothing was charged, and the buyer may still check out and pay.
        this.#confirmed = undefined;
        this.#move('held');
        return { outcome: 'not_payable' };
      case 'waiting':
        return this.#goOnWaiting(end.declined ? 'card_declined' : 'pending');
      case 'card_declined':
        this.#declines += 1;
        return this.#goOnWaiting('card_declined');
      case 'declined':
        await this.#release('declined');
        return { outcome: 'declined' };
      case 'gone':
    }
    this.#move('expired');
    return { outcome: 'expired' };
  }

  /** The tickets stay held until the deadline, which may have passed while the payment was under way. */
  async #goOnWaiting(outcome: 'pending' | 'card_declined'): Promise<ConfirmAnswer> {
    this.#confirmed = undefined;
    if (!this.#isNews && Date.now() >= this.#deadline) {
      await this.#release('expired');
      return { outcome: 'expired' };
    }
    this.#move('in_checkout');
    if (!this.#isNews) return { outcome };
    this.#isNews = false;
    return this.confirm({});
  }

  /** Closes the state first, so that nothing can begin while the tickets are on their way back. */
  #release(end: 'expired' | 'canceled' | 'declined'): Promise<void> {
    this.#move(end);
    const { eventId, reservationId } = this.#request;
    return (this.#released = runUntilDone('releaseTickets', eventId, reservationId, end));
  }

  #move(state: ReservationState): void {
    this.#state = state;
    const { quantity } = this.#request;
    const tickets = `${quantity} ticket${quantity === 1 ? '' : 's'}`;
    const until = this.open ? ` · until ${new Date(this.#deadline).toISOString()}` : '';
    const declined = this.#declines > 0 ? ` · ${this.#declines} declined` : '';
    setCurrentDetails(`**${state}** · ${tickets}${declined}${until}`);
  }

  /** A checkout may be open in Postgres without the workflow knowing: revision 3 leaves that to the charge. */
  get #mayBePaid(): boolean {
    return this.#state === 'in_checkout' || (this.#state === 'held' && this.#revision > 2);
  }

  get asked(): boolean {
    return this.#held !== undefined;
  }

  get decided(): boolean {
    return this.#state !== 'new';
  }

  get open(): boolean {
    return this.decided && !ended.includes(this.#state);
  }

  /** A checkout is being opened, and may have moved the deadline in Postgres already. */
  get opening(): boolean {
    return this.#openings > 0;
  }

  get paying(): boolean {
    return this.#state === 'paying';
  }

  get deadline(): number {
    return this.#deadline;
  }

  get view(): ReservationView {
    return {
      state: this.#state,
      ...(this.open && { expiresAt: new Date(this.#deadline).toISOString() }),
      ...(this.#orderId !== undefined && { orderId: this.#orderId }),
    };
  }
}
