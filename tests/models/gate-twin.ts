import { isDeepStrictEqual } from 'node:util';
import type { Claim, Stock } from '../../activities/ports.ts';

/** What Redis should say of the free tickets. */
export class Gate {
  claims = new Map<string, Claim & { buyerId: string }>();
  free: Record<string, number>;
  /** A young claim that Postgres does not know may be under way, and nothing is repaired meanwhile. */
  young = true;
  #claimants = new Map<string, string>();
  #capacities: Record<string, number>;
  #changes = 0;

  constructor(capacities: Record<string, number>) {
    this.free = { ...capacities };
    this.#capacities = { ...capacities };
  }

  claim(_event: string, { reservationId, tierId, quantity }: Claim, buyerId: string) {
    const claim = { reservationId, tierId, quantity };
    const free = this.free[tierId];
    if (free === undefined) return { outcome: 'unknown' };
    if (this.claims.has(reservationId)) return { outcome: 'claimed' };
    const { buyerId: _, ...earlier } = this.claims.get(this.#claimants.get(buyerId) ?? '') ?? {};
    if ('reservationId' in earlier) return { outcome: 'under_way', earlier };
    if (free < quantity) return { outcome: 'sold_out', available: free };
    this.free[tierId] = free - quantity;
    this.claims.set(reservationId, { ...claim, buyerId });
    this.#claimants.set(buyerId, reservationId);
    this.#changes += 1;
    return { outcome: 'claimed' };
  }

  giveBack(_event: string, reservationId: string): void {
    const claim = this.#end(reservationId);
    if (claim && this.free[claim.tierId] !== undefined) this.free[claim.tierId]! += claim.quantity;
  }

  settle(_event: string, reservationId: string): void {
    this.#end(reservationId);
  }

  version(): string {
    return this.#changes === 0 ? '' : String(this.#changes);
  }

  /** No tier changes its size in these worlds. */
  resize(_event: string, tierId: string) {
    return this.#capacities[tierId] === undefined ? 'unknown' : 'right';
  }

  repair(_event: string, version: string, { tiers, claims }: Stock) {
    if (version !== this.version()) return 'moved';
    const free = Object.fromEntries(tiers.map((tier) => [tier.tierId, tier.free]));
    const capacities = Object.fromEntries(tiers.map((tier) => [tier.tierId, tier.capacity]));
    const known = new Map(claims.map((claim) => [claim.reservationId, claim]));
    const strangers = [...this.claims.keys()].filter((id) => !known.has(id));
    if (this.young && strangers.length > 0) return 'moved';
    if (
      strangers.length === 0 &&
      isDeepStrictEqual([this.free, this.#capacities], [free, capacities]) &&
      known.size === this.claims.size
    )
      return 'right';
    [this.free, this.#capacities] = [free, capacities];
    this.claims = new Map(claims.map((claim) => [claim.reservationId, { ...claim, buyerId: '' }]));
    this.#claimants.clear();
    this.#changes += 1;
    return 'repaired';
  }

  forget(): void {
    [this.free, this.#capacities] = [{}, {}];
    this.claims.clear();
    this.#claimants.clear();
    this.#changes = 0;
  }

  #end(reservationId: string) {
    const claim = this.claims.get(reservationId);
    if (this.claims.delete(reservationId)) this.#changes += 1;
    if (claim && this.#claimants.get(claim.buyerId) === reservationId) this.#claimants.delete(claim.buyerId);
    return claim;
  }
}
