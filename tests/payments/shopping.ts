import { randomUUID } from 'node:crypto';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { expect } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import type { Database } from '../../prisma/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Answer, type Buyer } from '../harness.ts';
import type { StripeDouble } from '../stripe-double/client.ts';

/** What a buyer does once their checkout is open. */
const personas = ['good', 'declined first', '3-D Secure', 'closes the page', 'leaves the dialog open'] as const;
export type Persona = (typeof personas)[number];

/** Six of ten have a good card and wait. */
export const personaOf = (roll: number): Persona =>
  roll < 0.6 ? 'good' : personas[1 + Math.min(3, Math.floor((roll - 0.6) * 10))]!;

/** Repeats a request as a page does whose answer was lost or late; a last answer is an answer. */
export async function insist(ask: () => Promise<Answer>, attempts = 12): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask().catch(() => undefined);
    if (answer && (![202, 429, 503].includes(answer.status) || attempt >= attempts)) return answer;
    if (attempt >= 4 * attempts) throw new Error('no answer came, however often it was asked for');
    await pauseFor(500);
  }
}

/** Buys a ticket as this persona does. */
export async function shop(stripe: StripeDouble, buyer: Buyer, persona: Persona): Promise<void> {
  await insist(() => buyer.join());
  await eventually(
    () => insist(buyer.status),
    ({ body }) => body.canEnter === true,
    60_000,
  );
  const held = await insist(() => buyer.reserve());
  if (held.status !== 201) return;
  const key = randomUUID();
  const session = await insist(() => buyer.checkout(held.body.id, key));
  const secret: string | undefined = session.body.payment?.client_secret;
  if (secret === undefined) return;
  const intentId = secret.split('_secret_')[0]!;
  const outcome = () => insist(() => buyer.outcome(session.body.id));
  switch (persona) {
    case 'declined first':
      await stripe.confirm(intentId, 'declined');
      await outcome();
      await stripe.confirm(intentId);
      break;
    case '3-D Secure':
      await stripe.confirm(intentId, '3ds');
      await stripe.authenticate(intentId, true);
      break;
    case 'leaves the dialog open':
      await stripe.confirm(intentId, '3ds');
      return;
    default:
      await stripe.confirm(intentId);
  }
  if (persona !== 'closes the page') await outcome();
}

export const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);

type Shop = { db: Database; stripe: StripeDouble; reconcile: () => Promise<unknown> };

/** Waits until every purchase of an event is over, also in our books of its payments. */
export async function whenSettled({ db, reconcile }: Omit<Shop, 'stripe'>, eventId: string): Promise<void> {
  const active = () => db.reservation.count({ where: { event_id: eventId, status: 'active' } });
  await eventually(active, (count) => count === 0, 120_000);
  const open = async () => {
    await reconcile();
    return db.$queryRaw<object[]>`
      SELECT p.key FROM payments p JOIN reservations r ON r.id = p.reservation_id
      WHERE r.event_id = ${eventId}::uuid AND p.state = 'begun'`;
  };
  await eventually(open, (keys) => keys.length === 0, 120_000);
}

/**
 * Checks that every cent of an event's sale is accounted for: each order is paid for once, nothing else is taken or set
 * aside, and our books say of each payment what the provider's do. @returns the intents that were captured
 */
export async function expectEveryCent({ db, stripe }: Omit<Shop, 'reconcile'>, eventId: string) {
  const reservations = await db.reservation.findMany({ where: { event_id: eventId }, select: { id: true } });
  const ids = reservations.map(({ id }) => id);
  const keys = new Set(ids.map(workflowIds.reservation));
  const intents = (await stripe.books()).intents.filter(({ metadata }) => keys.has(metadata['payment_key']!));
  const orders = await db.order.findMany({ where: { event_id: eventId } });
  const captured = intents.filter(({ amount_received }) => amount_received > 0);
  const paidKeys = captured.map(({ metadata }) => String(metadata['payment_key'])).toSorted();
  expect(paidKeys).toEqual(orders.map(({ reservation_id }) => workflowIds.reservation(reservation_id)).toSorted());
  expect(sum(captured.map(({ amount_received }) => amount_received))).toBe(
    sum(orders.map(({ total_price_cents }) => total_price_cents)),
  );
  expect(sum(intents.map(({ amount_capturable }) => amount_capturable))).toBe(0);
  expect(await db.ticket.count({ where: { event_id: eventId } })).toBe(sum(orders.map(({ quantity }) => quantity)));
  const [tier] = await db.tier.findMany({ where: { event_id: eventId } });
  expect(tier).toMatchObject({ held: 0, sold: sum(orders.map(({ quantity }) => quantity)) });
  const states = (await db.payment.findMany({ where: { reservation_id: { in: ids } } })).map(({ state }) => state);
  expect(states.filter((state) => state === 'captured')).toHaveLength(orders.length);
  expect(states.filter((state) => state !== 'captured' && state !== 'voided')).toEqual([]);
  expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
  return captured;
}
