import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pMap from 'p-map';
import { expect, it, vi } from 'vitest';
import { createActivities } from '../../activities/activities.ts';
import { violations } from '../../activities/reconciler/invariants.ts';
import { cancel, checkout, confirm, hold, PURCHASE_REVISION, workflowIds } from '../../workflows/messages.ts';
import { reservation } from '../../workflows/reservation.ts';
import { noWorkflows, realPorts } from './ports.ts';
import { scale } from './scale.ts';
import { stores } from './stores.ts';
import { RunEnded, WorkflowRun } from './workflow-runtime.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('./workflow-runtime.ts')).workflowModule,
}));

const { db, redis } = stores();
const steps = createActivities({
  ...noWorkflows, // a purchase calls no other workflow
  ...realPorts({ db, redis }),
});

/**
 * Time is counted in turns of the event loop, so that a busy machine changes nothing: ten turns are a millisecond, in
 * which a step may send its query to Postgres or receive the answer. The message comes up to 2 ms before or after the
 * deadline.
 */
const TURNS_PER_MS = 10;
const MAX_OFFSET_MS = 2;
const CONCURRENCY = 20;

const turns = async (count: number) => {
  for (let i = 0; i < count; i += 1) await nextTurn();
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

type Message = (run: WorkflowRun<{ state: string }>) => Promise<{ outcome: string }>;

/** Runs one purchase to its deadline, in Postgres and in the workflow, and sends a message `offsetMs` later. */
async function trial(event: { eventId: string; tierId: string }, send: Message, offsetMs: number): Promise<string> {
  const request = { reservationId: randomUUID(), ...event, buyerId: randomUUID(), token: randomUUID(), quantity: 1 };
  const run = new WorkflowRun(
    { activities: steps, retryDelay: () => turns(1) },
    workflowIds.reservation(request.reservationId),
    () => reservation(request, PURCHASE_REVISION),
  );
  await run.update(hold);
  await run.update(checkout, { sessionId: randomUUID(), key: request.reservationId, fingerprint: '' });
  await db.$executeRaw`
    UPDATE reservations SET expires_at = date_trunc('milliseconds', clock_timestamp())
    WHERE id = ${request.reservationId}::uuid`;
  const deadline = MAX_OFFSET_MS * TURNS_PER_MS;
  const [answer] = await Promise.all([
    turns(deadline + Math.round(offsetMs * TURNS_PER_MS))
      .then(() => send(run))
      .catch(unlessEnded),
    turns(deadline).then(() => run.endTimers()),
  ]);
  return `${answer.outcome} → ${(await run.result).state}`;
}

function unlessEnded(failure: unknown): { outcome: 'ended' } {
  if (!(failure instanceof RunEnded)) throw failure;
  return { outcome: 'ended' };
}

/** Counts the combinations of answer and final state for messages spread evenly around the deadline. */
async function trials(send: Message, count: number) {
  const event = await sale(count);
  const offsets = Array.from({ length: count }, (_, i) => (2 * MAX_OFFSET_MS * i) / count - MAX_OFFSET_MS);
  const results = await pMap(offsets, (offsetMs) => trial(event, send, offsetMs), { concurrency: CONCURRENCY });
  await expectOneEndEach(event.eventId, count);
  const countOf = (result: string) => results.filter((other) => other === result).length;
  return Object.fromEntries([...new Set(results)].map((result) => [result, countOf(result)]));
}

it('sells or expires, never both, when the payment comes within 2 ms of the deadline', async () => {
  const counts = await trials((run) => run.update(confirm, { simulate: 'success' }), scale.RACE_TRIALS);
  const {
    'converted → converted': sold = 0,
    'expired → expired': late = 0,
    'ended → expired': later = 0,
    ...others
  } = counts;
  expect(others).toEqual({});
  // Each end comes in about half of the trials; otherwise there was no race.
  expect(sold).toBeGreaterThan(scale.RACE_TRIALS / 4);
  expect(late + later).toBeGreaterThan(scale.RACE_TRIALS / 4);
}, 3_600_000);

it('cancels or expires, never both, when the buyer cancels within 2 ms of the deadline', async () => {
  const count = Math.ceil(scale.RACE_TRIALS / 10);
  const {
    'canceled → canceled': canceled = 0,
    'not_active → expired': late = 0,
    'ended → expired': later = 0,
    ...others
  } = await trials((run) => run.update(cancel), count);
  expect(others).toEqual({});
  expect(canceled).toBeGreaterThan(count / 4);
  expect(late + later).toBeGreaterThan(count / 4);
}, 3_600_000);

/** Nothing is held any more, and each reservation has one end, and an order and tickets only if it was sold. */
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
