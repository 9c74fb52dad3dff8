import pMap from 'p-map';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { seededRandom } from '../../tools/crowd/persona.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, type Answer, type Buyer } from '../harness.ts';
import { cardShop } from './card-shop.ts';

const { admin, db, drop, reconcile, stripe } = cardShop();

const BUYERS = 200;
const TICKETS = 150;

/** What a buyer does once their checkout is open. */
const personas = ['good', 'declined first', '3-D Secure', 'closes the page', 'leaves the dialog open'] as const;
type Persona = (typeof personas)[number];

const random = seededRandom(13);
const personaOf = (): Persona => {
  const roll = random();
  return roll < 0.6 ? 'good' : personas[1 + Math.floor((roll - 0.6) * 10)]!;
};

/** Repeats a request as a page does whose answer was lost or late; a last answer is an answer. */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (![202, 429, 503].includes(answer.status) || attempt === 12) return answer;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function shopping(buyer: Buyer, persona: Persona): Promise<void> {
  await buyer.enter();
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

it('accounts for every cent of a drop whose provider loses answers, keeps errors and tells things twice', async () => {
  const { buyer, eventId, orders, tickets, tiers } = await drop({ capacity: TICKETS, reservation_ttl_seconds: 10 });
  await stripe.faults({
    ...{ seed: 13, lost: 0.05, error: 0.01, error_after: 0.01, in_use: 0.01 },
    events: { twice: 0.1, late: 0.1, outOfOrder: 0.1, wrongAmount: 0.02 },
  });
  await pMap(Array.from({ length: BUYERS }, personaOf), (persona) => shopping(buyer(), persona), { concurrency: 24 });
  await eventually(tiers, ([tier]) => tier!.held === 0, 120_000);
  await stripe.faults({});

  const reservations = await db.reservation.findMany({ where: { event_id: eventId }, select: { id: true } });
  const ids = reservations.map(({ id }) => id);
  const ourBooks = () => db.payment.findMany({ where: { reservation_id: { in: ids } } });
  await eventually(
    async () => {
      await reconcile();
      return (await ourBooks()).filter(({ state }) => state === 'begun');
    },
    (open) => open.length === 0,
    120_000,
  );

  const keys = new Set(ids.map(workflowIds.reservation));
  const intents = (await stripe.books()).intents.filter(({ metadata }) => keys.has(metadata['payment_key']!));
  const sold = await orders();
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  // Every order is paid for once, and nothing else is.
  const captured = intents.filter(({ amount_received }) => amount_received > 0);
  expect(captured.map(({ metadata }) => String(metadata['payment_key'])).toSorted()).toEqual(
    sold.map(({ reservation_id }) => workflowIds.reservation(reservation_id)).toSorted(),
  );
  expect(sum(captured.map(({ amount_received }) => amount_received))).toBe(
    sum(sold.map(({ total_price_cents }) => total_price_cents)),
  );
  expect(sum(intents.map(({ amount_capturable }) => amount_capturable))).toBe(0);
  expect(await tickets()).toHaveLength(sold.length);
  expect(await tiers()).toMatchObject([{ held: 0, sold: sold.length }]);
  expect(sold.length).toBeGreaterThan(TICKETS / 2);
  expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
  // Our books say of each try what the provider's do.
  const states = (await ourBooks()).map(({ state }) => state);
  expect([...new Set(states)].toSorted()).toEqual(['captured', 'voided']);
  expect(states.filter((state) => state === 'captured')).toHaveLength(sold.length);

  // The event is cancelled while the provider has no money, loses answers and keeps errors.
  const trouble = { seed: 14, lost: 0.05, error: 0.01, error_after: 0.01 };
  await stripe.faults({ ...trouble, outOfFunds: true });
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  const progress = async () => (await admin(`/admin/events/${eventId}/refunds`)).body;
  await eventually(progress, ({ failing }) => failing > 0, 60_000);
  await stripe.faults(trouble);
  await eventually(progress, ({ due }) => due === 0, 120_000);
  await stripe.faults({});
  const ofDrop = new Set(captured.map(({ id }) => id));
  const refunds = (await stripe.books()).refunds.filter(({ payment_intent }) => ofDrop.has(payment_intent));
  expect(refunds).toHaveLength(sold.length);
  expect(sum(refunds.map(({ amount }) => amount))).toBe(sum(captured.map(({ amount_received }) => amount_received)));
  expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
}, 400_000);
