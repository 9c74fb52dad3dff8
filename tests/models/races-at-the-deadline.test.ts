import { randomUUID } from 'node:crypto';
import { setImmediate as soon } from 'node:timers/promises';
import pMap from 'p-map';
import { expect, it, vi } from 'vitest';
import { createActivities } from '../../activities/activities.ts';
import { violations } from '../../activities/reconciler/invariants.ts';
import { cancel, checkout, confirm, hold, PURCHASE_REVISION, workflowIds } from '../../workflows/messages.ts';
import { reservation } from '../../workflows/reservation.ts';
import { uncounted } from '../../worker/counters.ts';
import { realPorts } from './ports.ts';
import { Over, Run } from './runtime.ts';
import { scale } from './scale.ts';
import { stores } from './stores.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./runtime.ts')).standIn,
}));

const { db, redis } = stores();
const steps = createActivities({
  ...realPorts({ db, redis }),
  workflows: {} as never, // a purchase reaches no other workflow
  counters: uncounted,
});

/**
 * Time is counted in turns of the event loop, so that a busy machine changes nothing: ten of them are a millisecond, in which
 * a step may go out to Postgres, or its answer come back. The deadline is at the middle, the message up to 2 ms before or after.
 */
const TURNS_A_MS = 10;
const WITHIN_MS = 2;
const AT_ONCE = 20;

const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await soon();
};

async function sale(tickets: number): Promise<{ eventId: string; tierId: string }> {
  const now = Date.now();
  const { id, tiers } = await db.event.create({
    data: {
      name: 'A race',
      venue: 'nowhere',
      status: 'on_sale',
      on_sale_at: new Date(now - 1_000),
      starts_at: new Date(now + 86_400_000),
      tiers: { create: { name: 'Tier', capacity: tickets, price_cents: 100, per_user_limit: 1 } },
    },
    include: { tiers: true },
  });
  return { eventId: id, tierId: tiers[0]!.id };
}

type Message = (run: Run<{ state: string }>) => Promise<{ outcome: string }>;

/** One purchase in checkout whose deadline is now, in Postgres as in the workflow, and a message that comes so long before or after. */
async function trial(event: { eventId: string; tierId: string }, message: Message, offMs: number): Promise<string> {
  const request = { reservationId: randomUUID(), ...event, buyerId: randomUUID(), token: randomUUID(), quantity: 1 };
  const run = new Run(
    { activities: steps, patience: () => turns(1) },
    workflowIds.reservation(request.reservationId),
    () => reservation(request, PURCHASE_REVISION),
  );
  await run.update(hold);
  await run.update(checkout, { sessionId: randomUUID(), key: request.reservationId, fingerprint: '' });
  await db.$executeRaw`UPDATE reservations SET expires_at = date_trunc('milliseconds', clock_timestamp()) WHERE id = ${request.reservationId}::uuid`;
  const middle = WITHIN_MS * TURNS_A_MS;
  const [answer] = await Promise.all([
    turns(middle + Math.round(offMs * TURNS_A_MS))
      .then(() => message(run))
      .catch(unlessOver),
    turns(middle).then(() => run.deadlinePasses()),
  ]);
  return `${answer.outcome} → ${(await run.result).state}`;
}

function unlessOver(failure: unknown): { outcome: 'over' } {
  if (!(failure instanceof Over)) throw failure;
  return { outcome: 'over' };
}

/** How often each end came, over messages spread evenly around the deadline. */
async function trials(message: Message, count: number) {
  const event = await sale(count);
  const spread = Array.from({ length: count }, (_, i) => (2 * WITHIN_MS * i) / count - WITHIN_MS);
  const ways = await pMap(spread, (offMs) => trial(event, message, offMs), { concurrency: AT_ONCE });
  await expectOneEndEach(event.eventId, count);
  const often = (way: string) => ways.filter((other) => other === way).length;
  return Object.fromEntries([...new Set(ways)].map((way) => [way, often(way)]));
}

it('sells or expires, never both, when the payment comes within 2 ms of the deadline', async () => {
  const ways = await trials((run) => run.update(confirm, { simulate: 'success' }), scale.RACE_TRIALS);
  const {
    'converted → converted': sold = 0,
    'expired → expired': late = 0,
    'over → expired': later = 0,
    ...others
  } = ways;
  expect(others).toEqual({});
  // Both ends come about half of the time, or nothing was raced.
  expect(sold).toBeGreaterThan(scale.RACE_TRIALS / 4);
  expect(late + later).toBeGreaterThan(scale.RACE_TRIALS / 4);
}, 3_600_000);

it('cancels or expires, never both, when the buyer gives the tickets back within 2 ms of the deadline', async () => {
  const count = Math.ceil(scale.RACE_TRIALS / 10);
  const {
    'canceled → canceled': canceled = 0,
    'not_active → expired': late = 0,
    'over → expired': later = 0,
    ...others
  } = await trials((run) => run.update(cancel), count);
  expect(others).toEqual({});
  expect(canceled).toBeGreaterThan(count / 4);
  expect(late + later).toBeGreaterThan(count / 4);
}, 3_600_000);

/** Nothing is held any more, and each reservation has its one end, order and charge. */
async function expectOneEndEach(eventId: string, count: number): Promise<void> {
  expect(await violations(db, { eventId, overdueSeconds: 0, doubtSeconds: 0 })).toEqual([]);
  const [tier, orders, tickets, ended] = await Promise.all([
    db.tier.findFirstOrThrow({ where: { event_id: eventId } }),
    db.order.count({ where: { event_id: eventId } }),
    db.ticket.count({ where: { event_id: eventId } }),
    db.reservation.count({ where: { event_id: eventId, status: { not: 'active' } } }),
  ]);
  expect({ held: tier.held, sold: tier.sold, tickets, ended }).toEqual({
    held: 0,
    sold: orders,
    tickets: orders,
    ended: count,
  });
}
