import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { postgresPurchases } from '../../activities/purchase/purchases.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../prisma/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually } from '../harness.ts';
import { stores } from './stores.ts';

const { db } = stores();
const terms = { purchaseLimit: 6, reservationTtlSeconds: 180, signingKey: 'k'.repeat(32) };
const purchasesOf = (connection: Database | Prisma.TransactionClient) =>
  postgresPurchases(connection as Database, terms);

type Held = { eventId: string; tierId: string; id: string };
type Step = { name: string; run: (purchases: ReturnType<typeof purchasesOf>, held: Held) => Promise<unknown> };

const anotherRequest = ({ eventId, tierId }: Held) => ({
  reservationId: randomUUID(),
  eventId,
  tierId,
  buyerId: randomUUID(),
  token: randomUUID(),
  quantity: 2,
});
const confirm: Step = { name: 'confirm', run: (purchases, { id }) => purchases.issue(id) };
const expiry: Step = { name: 'expiry', run: (purchases, { id }) => purchases.release(id, 'expired') };
const cancel: Step = { name: 'cancel', run: (purchases, { id }) => purchases.release(id, 'canceled') };
const lastTickets: Step = {
  name: 'a hold of the last tickets',
  run: (purchases, other) => purchases.hold(anotherRequest(other)),
};
const payment: Step = {
  name: 'the start of a payment',
  run: (purchases, { id }) => purchases.beginPayment(id, workflowIds.reservation(id)),
};

/** Creates an event with two tickets and a hold of both of them, in checkout. */
async function heldInCheckout(): Promise<Held> {
  const now = Date.now();
  const event = await db.event.create({
    data: {
      name: 'A race',
      venue: 'nowhere',
      status: 'on_sale',
      on_sale_at: new Date(now - 1_000),
      starts_at: new Date(now + 86_400_000),
      tiers: { create: { name: 'Tier', capacity: 2, price_cents: 100, per_user_limit: 6 } },
    },
    include: { tiers: true },
  });
  const [id, buyerId, tierId] = [randomUUID(), randomUUID(), event.tiers[0]!.id];
  const { hold, openCheckout } = purchasesOf(db);
  expect(
    await hold({ reservationId: id, eventId: event.id, tierId, buyerId, token: randomUUID(), quantity: 2 }),
  ).toMatchObject({ outcome: 'held' });
  expect(await openCheckout(id, buyerId, { sessionId: randomUUID(), key: id, fingerprint: '' })).toMatchObject({
    outcome: 'opened',
  });
  return { eventId: event.id, tierId, id };
}

/**
 * Starts the second step while the transaction of the first one is open. Where both need the same row, the second one
 * waits until the first one is committed or rolled back.
 */
async function race(first: Step, second: Step, firstOne: 'commits' | 'rolls back') {
  const held = await heldInCheckout();
  let late: Promise<unknown> | undefined;
  const early = db.$transaction(async (tx) => {
    const [{ pid }] = await tx.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
    const answer = await first.run(purchasesOf(tx), held);
    let answered = false;
    late = second.run(purchasesOf(db), held).finally(() => (answered = true));
    await eventually(async () => answered || (await countBlockedBy(pid)) > 0, Boolean);
    if (firstOne === 'rolls back') throw new Error('the connection is lost');
    return answer;
  });
  const answer = await early.catch(() => 'rolled back');
  return { answers: [answer, await late], end: await endOf(held) };
}

/** Number of connections that wait for a lock of this one. */
async function countBlockedBy(pid: number): Promise<number> {
  const [{ count }] = await db.$queryRaw<
    [{ count: bigint }]
  >`SELECT count(*) FROM pg_stat_activity WHERE ${pid}::int = ANY (pg_blocking_pids(pid))`;
  return Number(count);
}

/** How the hold ended. The steps run without a charge (I7) and before the deadline (I10); all other invariants hold. */
async function endOf({ eventId, id }: Held) {
  expect(await violations(db, { eventId })).not.toContainEqual(
    expect.objectContaining({ invariant: expect.not.stringMatching(/I7|I10/) }),
  );
  const [{ status }, orders, [tier]] = await Promise.all([
    db.reservation.findUniqueOrThrow({ where: { id } }),
    db.order.count({ where: { reservation_id: id } }),
    db.tier.findMany({ where: { event_id: eventId } }),
  ]);
  return { status, orders, held: tier!.held, sold: tier!.sold };
}

const sold = { status: 'converted', orders: 1, held: 0, sold: 2 };
const expired = { status: 'expired', orders: 0, held: 0, sold: 0 };
const canceled = { ...expired, status: 'canceled' };

/** Pairs of steps, with the end that the first step decides. */
const pairs: { first: Step; second: Step; end: object }[] = [
  { first: confirm, second: expiry, end: sold },
  { first: expiry, second: confirm, end: expired },
  { first: confirm, second: cancel, end: sold },
  { first: cancel, second: confirm, end: canceled },
  { first: confirm, second: confirm, end: sold },
  { first: expiry, second: cancel, end: expired },
  { first: cancel, second: expiry, end: canceled },
  { first: expiry, second: payment, end: expired },
  // A hold of tickets that are just being given back is refused as sold out and does not wait.
  { first: expiry, second: lastTickets, end: expired },
  { first: confirm, second: lastTickets, end: sold },
];

describe('two steps at the same moment', () => {
  it.each(pairs)(
    '$first.name, then $second.name before it has committed: the first one decides',
    async ({ first, second, end }) => {
      expect((await race(first, second, 'commits')).end).toEqual(end);
    },
  );

  it.each(pairs)(
    '$first.name, rolled back, then $second.name before the rollback: the second one decides',
    async ({ first, second }) => {
      const alone = await heldInCheckout();
      await second.run(purchasesOf(db), alone);
      expect((await race(first, second, 'rolls back')).end).toEqual(await endOf(alone));
    },
  );

  it('issues one order to two confirms', async () => {
    const { answers } = await race(confirm, confirm, 'commits');
    expect(answers).toMatchObject([
      { outcome: 'issued', fresh: true },
      { outcome: 'issued', fresh: false },
    ]);
    expect(new Set(answers.map((answer) => (answer as { orderId: string }).orderId)).size).toBe(1);
  });

  it('ends a hold once when five steps run concurrently, a hundred times', async () => {
    for (let i = 0; i < 100; i += 1) {
      const held = await heldInCheckout();
      const steps = [confirm, expiry, cancel, confirm, lastTickets];
      await Promise.all(steps.map((_, j) => steps[(i + j) % steps.length]!.run(purchasesOf(db), held)));
      const { status, orders, sold: tickets } = await endOf(held);
      expect({ status, orders, tickets }).toEqual(
        status === 'converted'
          ? { status, orders: 1, tickets: 2 }
          : { status: expect.stringMatching(/expired|canceled/), orders: 0, tickets: 0 },
      );
    }
  });
});
