import { randomUUID } from 'node:crypto';
import { postgresPurchases } from '../../activities/purchase/purchases.ts';
import type { Stores } from './stores.ts';

/** Puts a new event with one tier on sale. */
export async function eventOnSale({ db }: Stores, event: Record<string, unknown> = {}, capacity = 5) {
  const now = Date.now();
  const { id: eventId, tiers } = await db.event.create({
    data: {
      name: 'A specification',
      venue: 'nowhere',
      status: 'on_sale',
      on_sale_at: new Date(now - 1_000),
      starts_at: new Date(now + 86_400_000),
      ...event,
      tiers: { create: { name: 'Tier', capacity, price_cents: 700, per_user_limit: 6 } },
    },
    include: { tiers: true },
  });
  const purchases = postgresPurchases(db, { purchaseLimit: 6, reservationTtlSeconds: 180, signingKey: 'k'.repeat(32) });
  const request = (given: object = {}) => ({
    reservationId: randomUUID(),
    eventId,
    tierId: tiers[0]!.id,
    buyerId: randomUUID(),
    token: randomUUID(),
    quantity: 2,
    ...given,
  });
  const row = (id: string) => db.reservation.findUniqueOrThrow({ where: { id }, include: { checkout_session: true } });
  return { db, eventId, tierId: tiers[0]!.id, purchases, request, row };
}

export const intent = (given: object = {}) => ({
  sessionId: randomUUID(),
  key: randomUUID(),
  fingerprint: 'the body',
  ...given,
});
export const secondsUntil = (at: string | Date) => (new Date(at).getTime() - Date.now()) / 1_000;
