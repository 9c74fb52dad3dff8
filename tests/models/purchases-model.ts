import type { ReservationEnd } from '../../activities/purchase/ports.ts';
import type { CheckoutIntent, ReservationRequest } from '../../workflows/messages.ts';

export type Hold = {
  id: string;
  buyerId: string;
  tierId: string;
  quantity: number;
  status: 'active' | 'converted' | 'expired' | 'canceled';
  session?: string;
  /** The deadline has passed and the hold has not been ended yet. */
  overdue: boolean;
  paymentStarted: boolean;
};

/** `limit` is tickets per buyer, `tierLimit` tickets per buyer and tier, `capacity` tickets per tier. */
export type Terms = {
  limit: number;
  tierLimit: Record<string, number>;
  capacity: Record<string, number>;
  priceCents: number;
};

/**
 * In-memory model of the purchases in Postgres. Like every model here it has the calls of its port and returns what
 * each call must answer, without times and without ids that the store generates.
 */
export class PurchasesModel {
  readonly holds = new Map<string, Hold>();
  readonly orders = new Map<string, Hold>();
  readonly payments = new Map<string, { reservationId: string; state: PaymentState }>();
  paused = false;
  readonly #terms: Terms;
  readonly #keys = new Map<string, { fingerprint: string; session: string }>();

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  activeHolds = (where: (hold: Hold) => boolean) =>
    [...this.holds.values()].filter((hold) => hold.status === 'active' && where(hold));
  held = (tierId: string) => sum(this.activeHolds((hold) => hold.tierId === tierId));
  sold = (tierId: string) => sum([...this.orders.values()].filter((hold) => hold.tierId === tierId));
  heldBy = (buyerId: string) => sum(this.activeHolds((hold) => hold.buyerId === buyerId));
  boughtBy = (buyerId: string) => sum([...this.orders.values()].filter((hold) => hold.buyerId === buyerId));
  free = (tierId: string) => this.#terms.capacity[tierId]! - this.held(tierId) - this.sold(tierId);

  hold({ reservationId, buyerId, tierId, quantity }: ReservationRequest) {
    const earlier = this.holds.get(reservationId);
    if (earlier) return earlier.status === 'active' ? { outcome: 'held', fresh: false } : { outcome: 'ended' };
    if (this.paused) return { outcome: 'paused' };
    const [held, bought] = [this.heldBy(buyerId), this.boughtBy(buyerId)];
    if (held + bought + quantity > this.#terms.limit)
      return { outcome: 'limit', limit: this.#terms.limit, alreadyPurchased: bought, activeHolds: held };
    const ofTier = (holds: Iterable<Hold>) =>
      sum([...holds].filter((hold) => hold.buyerId === buyerId && hold.tierId === tierId));
    const had = { alreadyPurchased: ofTier(this.orders.values()), activeHolds: ofTier(this.activeHolds(() => true)) };
    const tierLimit = this.#terms.tierLimit[tierId]!;
    if (had.alreadyPurchased + had.activeHolds + quantity > tierLimit)
      return { outcome: 'tier_limit', tierId, limit: tierLimit, ...had };
    const [other] = this.activeHolds((hold) => hold.buyerId === buyerId);
    if (other) return { outcome: 'already_active', reservationId: other.id };
    if (this.free(tierId) < quantity) return { outcome: 'sold_out', available: this.free(tierId) };
    this.holds.set(reservationId, {
      id: reservationId,
      buyerId,
      tierId,
      quantity,
      status: 'active',
      overdue: false,
      paymentStarted: false,
    });
    return { outcome: 'held', fresh: true };
  }

  openCheckout(reservationId: string, buyerId: string, { sessionId, key, fingerprint }: CheckoutIntent) {
    const hold = this.holds.get(reservationId);
    if (!hold || hold.buyerId !== buyerId) return { outcome: 'unknown' };
    const earlier = this.#keys.get(`${buyerId} ${key}`);
    if (earlier)
      return earlier.fingerprint === fingerprint
        ? { outcome: 'exists', sessionId: earlier.session }
        : { outcome: 'key_reused' };
    if (!hold.session) {
      if (hold.status === 'expired' || (hold.status === 'active' && hold.overdue)) return { outcome: 'expired' };
      if (hold.status !== 'active') return { outcome: 'not_active' };
    }
    const opened = hold.session === undefined;
    hold.session ??= sessionId;
    this.#keys.set(`${buyerId} ${key}`, { fingerprint, session: hold.session });
    return { outcome: opened ? 'opened' : 'exists', sessionId: hold.session };
  }

  beginPayment(reservationId: string, key: string) {
    const hold = this.holds.get(reservationId);
    if (hold?.status === 'converted') return { outcome: 'issued', totalCents: this.#total(hold) };
    if (hold?.status !== 'active') return { outcome: 'gone' };
    if (hold.session === undefined) return { outcome: 'no_session' };
    hold.paymentStarted = true;
    if (!this.payments.has(key)) this.payments.set(key, { reservationId, state: 'begun' });
    return { outcome: 'owed', totalCents: this.#total(hold) };
  }

  declinePayment(reservationId: string, key: string) {
    const payment = this.payments.get(key);
    if (payment?.state === 'begun') payment.state = 'declined';
    const hold = this.holds.get(reservationId);
    if (hold?.status === 'active' && !this.#paymentsOf(reservationId).some(({ state }) => state === 'begun'))
      hold.paymentStarted = false;
  }

  abandonPayment(reservationId: string, key: string) {
    if (this.holds.get(reservationId)?.status !== 'active') return false;
    const payment = this.payments.get(key);
    if (payment?.state === 'begun') payment.state = 'voided';
    return true;
  }

  settlePayment(key: string, state: PaymentState) {
    const payment = this.payments.get(key);
    if (!payment) return;
    const { state: before } = payment;
    if (before === 'begun' || before === 'voided' || (before === 'captured' && state === 'refunded'))
      payment.state = state;
  }

  issue(reservationId: string) {
    if (this.orders.has(reservationId)) return { outcome: 'issued', fresh: false };
    const hold = this.holds.get(reservationId);
    if (hold?.status !== 'active') return { outcome: 'not_active' };
    if (this.#paymentsOf(reservationId).some(({ state }) => state === 'voided')) return { outcome: 'not_active' };
    hold.status = 'converted';
    this.orders.set(reservationId, hold);
    return { outcome: 'issued', fresh: true };
  }

  #total = ({ quantity }: Hold) => quantity * this.#terms.priceCents;
  #paymentsOf = (reservationId: string) =>
    [...this.payments.values()].filter((payment) => payment.reservationId === reservationId);

  release(reservationId: string, end: ReservationEnd) {
    const hold = this.holds.get(reservationId);
    if (hold?.status !== 'active') return false;
    hold.status = end === 'expired' ? 'expired' : 'canceled';
    return true;
  }
}

type PaymentState = 'begun' | 'captured' | 'declined' | 'voided' | 'refunded';

const sum = (holds: Hold[]) => holds.reduce((total, { quantity }) => total + quantity, 0);
