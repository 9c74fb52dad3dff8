import { randomUUID } from 'node:crypto';
import { simulatedProvider } from '../activities/payments/simulated-provider.ts';
import { postgresPurchases } from '../activities/purchase/purchases.ts';
import { purchaseReads } from '../api/purchase/reads.ts';
import { connectDatabase, type Database } from '../prisma/client.ts';
import { migrate } from '../scripts/migrate.ts';
import type { Drop } from './organiser-client.ts';

const dayMs = 86_400_000;
const terms = { purchaseLimit: 6, reservationTtlSeconds: 600, signingKey: 'a key of the benchmark, 32 characters' };

/** A new database beside the stack's own, over one connection that does not wait for the disk. */
export async function databaseBeside(databaseUrl: string, main: Database): Promise<Database> {
  const name = `growth_${randomUUID().slice(0, 8)}`;
  await main.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = name;
  await migrate(url.href);
  const db = connectDatabase({ url: url.href, poolSize: 1 });
  await db.$executeRaw`SET synchronous_commit = off`;
  return db;
}

/** An event on sale, written past the API: only its rows are needed. */
export async function openSaleIn(db: Database, capacity: number): Promise<Drop> {
  const now = Date.now();
  const { id: eventId } = await db.event.create({
    data: {
      name: 'Measured',
      venue: 'Loopback Arena',
      status: 'on_sale',
      on_sale_at: new Date(now - 60_000),
      starts_at: new Date(now + dayMs),
      seen_revision: 1,
    },
  });
  const tier = { event_id: eventId, name: 'Standing', price_cents: 2_500, capacity, per_user_limit: 6 };
  return { eventId, tierId: (await db.tier.create({ data: tier })).id };
}

/** Milliseconds of every statement that one purchase sends, in their order: with nothing between them. */
export async function purchaseMs(db: Database, { eventId, tierId }: Drop): Promise<number> {
  const [reads, purchases, payments] = [purchaseReads(db), postgresPurchases(db, terms), simulatedProvider(db)];
  const [reservationId, sessionId, key] = [randomUUID(), randomUUID(), randomUUID()];
  const buyerId = `buyer-${randomUUID()}`;
  const since = performance.now();
  await reads.totals(eventId, tierId, buyerId);
  const hold = { reservationId, eventId, tierId, buyerId, token: randomUUID(), quantity: 1 };
  const { outcome } = await purchases.hold(hold);
  await reads.intent(buyerId, key, reservationId);
  await purchases.openCheckout(reservationId, buyerId, { sessionId, key, fingerprint: 'same' });
  await reads.session({ id: sessionId, buyer_id: buyerId });
  await reads.session({ id: sessionId, buyer_id: buyerId });
  const payment = `reservation/${reservationId}`;
  await purchases.beginPayment(reservationId, payment);
  await payments.settle(payment, { amountCents: 2_500, currency: 'USD', simulate: 'success' });
  const issued = await purchases.issue(reservationId, 1);
  await payments.capture(payment);
  await purchases.settlePayment(payment, 'captured');
  await reads.order(sessionId, buyerId);
  const ms = performance.now() - since;
  if (outcome !== 'held' || issued.outcome !== 'issued') throw new Error(`A purchase was ${outcome}.`);
  return ms;
}
