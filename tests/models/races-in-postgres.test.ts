import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { violations } from '../../activities/reconciler/invariants.ts';
import { postgresPurchases } from '../../activities/purchase/purchases.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../prisma/client.ts';
import { eventually } from '../harness.ts';
import { stores } from './stores.ts';

const { db } = stores();
const terms = { purchaseLimit: 6, reservationTtlSeconds: 180, signingKey: 'k'.repeat(32) };
const purchasesOf = (connection: Database | Prisma.TransactionClient) =>
  postgresPurchases(connection as Database, terms);

type Held = { eventId: string; tierId: string; id: string };
type Step = { name: string; take: (purchases: ReturnType<typeof purchasesOf>, place: Held) => Promise<unknown> };

const another = ({ eventId, tierId }: Held) => ({
  reservationId: randomUUID(),
  eventId,
  tierId,
  buyerId: randomUUID(),
  token: randomUUID(),
  quantity: 2,
});
const confirm: Step = { name: 'confirm', take: (purchases, { id }) => purchases.issue(id) };
const expiry: Step = { name: 'expiry', take: (purchases, { id }) => purchases.release(id, 'expired') };
const cancel: Step = { name: 'cancel', take: (purchases, { id }) => purchases.release(id, 'canceled') };
const lastTickets: Step = {
  name: 'a hold of the last tickets',
  take: (purchases, place) => purchases.hold(another(place)),
};
const payment: Step = { name: 'the start of a payment', take: (purchases, { id }) => purchases.startPayment(id) };

/** A hold of all two tickets there are, with its checkout session, in the hands of a buyer. */
async function held(): Promise<Held> {
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

/** The second step comes while the first one's transaction is open, waits for it where it needs what that one has, and sees it committed or taken back. */
async function race(first: Step, second: Step, firstOne: 'commits' | 'is taken back') {
  const place = await held();
  let late: Promise<unknown> | undefined;
  const early = db.$transaction(async (tx) => {
    const [{ pid }] = await tx.$queryRaw<[{ pid: number }]>`SELECT pg_backend_pid() AS pid`;
    const answer = await first.take(purchasesOf(tx), place);
    let answered = false;
    late = second.take(purchasesOf(db), place).finally(() => (answered = true));
    await eventually(async () => answered || (await waitingFor(pid)) > 0, Boolean);
    if (firstOne === 'is taken back') throw new Error('the connection is lost');
    return answer;
  });
  const answer = await early.catch(() => 'taken back');
  return { answers: [answer, await late], ends: await endsOf(place) };
}

async function waitingFor(pid: number): Promise<number> {
  const [{ count }] = await db.$queryRaw<
    [{ count: bigint }]
  >`SELECT count(*) FROM pg_stat_activity WHERE ${pid}::int = ANY (pg_blocking_pids(pid))`;
  return Number(count);
}

/** How the hold ended; nothing else may have been broken on the way. */
async function endsOf({ eventId, id }: Held) {
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

/** Each pair in both orders, with the end that the first one means. */
const pairs: { first: Step; second: Step; end: object }[] = [
  { first: confirm, second: expiry, end: sold },
  { first: expiry, second: confirm, end: expired },
  { first: confirm, second: cancel, end: sold },
  { first: cancel, second: confirm, end: canceled },
  { first: confirm, second: confirm, end: sold },
  { first: expiry, second: cancel, end: expired },
  { first: cancel, second: expiry, end: canceled },
  { first: expiry, second: payment, end: expired },
  // Whoever wants tickets that are on their way back is told that there are none, and does not wait.
  { first: expiry, second: lastTickets, end: expired },
  { first: confirm, second: lastTickets, end: sold },
];

describe('two steps at the same moment', () => {
  it.each(pairs)(
    '$first.name, with $second.name a moment later: the first one decides',
    async ({ first, second, end }) => {
      expect((await race(first, second, 'commits')).ends).toEqual(end);
    },
  );

  it.each(pairs)(
    '$first.name is lost on the way, with $second.name a moment later: the second one decides',
    async ({ first, second }) => {
      const alone = await held();
      await second.take(purchasesOf(db), alone);
      expect((await race(first, second, 'is taken back')).ends).toEqual(await endsOf(alone));
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

  it('ends a hold once when five steps come at once, a hundred times', async () => {
    for (let i = 0; i < 100; i += 1) {
      const place = await held();
      const steps = [confirm, expiry, cancel, confirm, lastTickets];
      await Promise.all(steps.map((_, j) => steps[(i + j) % steps.length]!.take(purchasesOf(db), place)));
      const { status, orders, sold: tickets } = await endsOf(place);
      expect({ status, orders, tickets }).toEqual(
        status === 'converted'
          ? { status, orders: 1, tickets: 2 }
          : { status: expect.stringMatching(/expired|canceled/), orders: 0, tickets: 0 },
      );
    }
  });
});
