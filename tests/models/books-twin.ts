import type { ReservationEnd } from '../../activities/ports.ts';
import type { CheckoutIntent, ReservationRequest } from '../../workflows/messages.ts';

/**
 * What the stores and the provider should do, in memory: each twin has the calls of its port, and says of each what must come
 * out. It says nothing of times and of ids that the store makes up.
 */

export type Hold = {
  id: string;
  buyerId: string;
  tierId: string;
  quantity: number;
  status: 'active' | 'converted' | 'expired' | 'canceled';
  session?: string;
  /** Its deadline has passed and nobody has ended it yet. */
  late: boolean;
  /** Its payment has begun. */
  payment: boolean;
};

export type Terms = { limit: number; capacity: Record<string, number>; priceCents: number };

export class Books {
  readonly holds = new Map<string, Hold>();
  readonly orders = new Map<string, Hold>();
  paused = false;
  readonly #terms: Terms;
  readonly #keys = new Map<string, { fingerprint: string; session: string }>();

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  activeHolds = (by: (hold: Hold) => boolean) =>
    [...this.holds.values()].filter((hold) => hold.status === 'active' && by(hold));
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
    const [other] = this.activeHolds((hold) => hold.buyerId === buyerId);
    if (other) return { outcome: 'already_active', reservationId: other.id };
    if (this.free(tierId) < quantity) return { outcome: 'sold_out', available: this.free(tierId) };
    this.holds.set(reservationId, {
      id: reservationId,
      buyerId,
      tierId,
      quantity,
      status: 'active',
      late: false,
      payment: false,
    });
    return { outcome: 'held', fresh: true };
  }

  openCheckout(reservationId: string, buyerId: string, { sessionId, key, fingerprint }: CheckoutIntent) {
    const hold = this.holds.get(reservationId);
    if (!hold || hold.buyerId !== buyerId) return { outcome: 'unknown' };
    const known = this.#keys.get(`${buyerId} ${key}`);
    if (known)
      return known.fingerprint === fingerprint
        ? { outcome: 'exists', sessionId: known.session }
        : { outcome: 'key_reused' };
    if (!hold.session) {
      if (hold.status === 'expired' || (hold.status === 'active' && hold.late)) return { outcome: 'expired' };
      if (hold.status !== 'active') return { outcome: 'not_active' };
    }
    const opened = hold.session === undefined;
    hold.session ??= sessionId;
    this.#keys.set(`${buyerId} ${key}`, { fingerprint, session: hold.session });
    return { outcome: opened ? 'opened' : 'exists', sessionId: hold.session };
  }

  startPayment(reservationId: string) {
    const hold = this.holds.get(reservationId);
    if (hold?.status !== 'active') return undefined;
    hold.payment = true;
    return { totalCents: hold.quantity * this.#terms.priceCents };
  }

  issue(reservationId: string) {
    if (this.orders.has(reservationId)) return { outcome: 'issued', fresh: false };
    const hold = this.holds.get(reservationId);
    if (hold?.status !== 'active') return { outcome: 'not_active' };
    hold.status = 'converted';
    this.orders.set(reservationId, hold);
    return { outcome: 'issued', fresh: true };
  }

  release(reservationId: string, end: ReservationEnd) {
    const hold = this.holds.get(reservationId);
    if (hold?.status !== 'active') return false;
    hold.status = end === 'expired' ? 'expired' : 'canceled';
    return true;
  }
}

const sum = (holds: Hold[]) => holds.reduce((total, { quantity }) => total + quantity, 0);
