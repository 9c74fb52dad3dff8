import pMap from 'p-map';
import { expect, it } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { seededRandom } from '../../tools/crowd/persona.ts';
import { eventually } from '../harness.ts';
import { cardShop } from './card-shop.ts';
import { expectEveryCent, personaOf, shop, sum, whenSettled } from './shopping.ts';

const { admin, db, drop, reconcile, stripe } = cardShop();

const BUYERS = 200;
const TICKETS = 150;

it('accounts for every cent of a drop whose provider loses answers, keeps errors and tells things twice', async () => {
  const { buyer, eventId } = await drop({ capacity: TICKETS, reservation_ttl_seconds: 10 });
  const trouble = { lost: 0.05, error: 0.01, error_after: 0.01, in_use: 0.01 };
  await stripe.faults({
    ...trouble,
    seed: 13,
    events: { twice: 0.1, late: 0.1, outOfOrder: 0.1, wrongAmount: 0.02 },
  });
  const random = seededRandom(13);
  const personas = Array.from({ length: BUYERS }, () => personaOf(random()));
  await pMap(personas, (persona) => shop(stripe, buyer(), persona), { concurrency: 24 });
  await stripe.faults({});
  await whenSettled({ db, reconcile }, eventId);
  const captured = await expectEveryCent({ db, stripe }, eventId);
  expect(captured.length).toBeGreaterThan(TICKETS / 2);

  // The event is cancelled while the provider has no money, loses answers and keeps errors.
  await stripe.faults({ ...trouble, seed: 14, outOfFunds: true });
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  const progress = async () => (await admin(`/admin/events/${eventId}/refunds`)).body;
  await eventually(progress, ({ failing }) => failing > 0, 60_000);
  await stripe.faults({ ...trouble, seed: 15 });
  await eventually(progress, ({ due }) => due === 0, 120_000);
  const sold = new Set(captured.map(({ id }) => id));
  const refunds = (await stripe.books()).refunds.filter(({ payment_intent }) => sold.has(payment_intent));
  expect(refunds).toHaveLength(captured.length);
  expect(sum(refunds.map(({ amount }) => amount))).toBe(sum(captured.map(({ amount_received }) => amount_received)));
  expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
}, 400_000);
