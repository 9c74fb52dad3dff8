import { isDeepStrictEqual } from 'node:util';
import type { Claim, Stock } from '../../activities/catalogue/ports.ts';

/** In-memory model of the free tickets in Redis. */
export class StockGateModel {
  claims = new Map<string, Claim & { buyerId: string }>();
  free: Record<string, number>;
  /** Every claim is younger than 30 s. A recent claim without a hold may be in progress, so nothing is repaired. */
  claimsAreRecent = true;
  #claimants = new Map<string, string>();
  #capacities: Record<string, number>;
  #version = 0;

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
    this.#version += 1;
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
    return this.#version === 0 ? '' : String(this.#version);
  }

  /** No simulation changes the capacity of a tier. */
  resize(_event: string, tierId: string) {
    return this.#capacities[tierId] === undefined ? 'unknown' : 'right';
  }

  repair(_event: string, version: string, { tiers, claims }: Stock) {
    if (version !== this.version()) return 'moved';
    const free = Object.fromEntries(tiers.map((tier) => [tier.tierId, tier.free]));
    const capacities = Object.fromEntries(tiers.map((tier) => [tier.tierId, tier.capacity]));
    const expected = new Map(claims.map((claim) => [claim.reservationId, claim]));
    const unexpected = [...this.claims.keys()].filter((id) => !expected.has(id));
    if (this.claimsAreRecent && unexpected.length > 0) return 'moved';
    if (
      unexpected.length === 0 &&
      isDeepStrictEqual([this.free, this.#capacities], [free, capacities]) &&
      expected.size === this.claims.size
    )
      return 'right';
    [this.free, this.#capacities] = [free, capacities];
    this.claims = new Map(claims.map((claim) => [claim.reservationId, { ...claim, buyerId: '' }]));
    this.#claimants.clear();
    this.#version += 1;
    return 'repaired';
  }

  forget(): void {
    [this.free, this.#capacities] = [{}, {}];
    this.claims.clear();
    this.#claimants.clear();
    this.#version = 0;
  }

  #end(reservationId: string) {
    const claim = this.claims.get(reservationId);
    if (this.claims.delete(reservationId)) this.#version += 1;
    if (claim && this.#claimants.get(claim.buyerId) === reservationId) this.#claimants.delete(claim.buyerId);
    return claim;
  }
}
