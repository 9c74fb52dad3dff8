import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, inject, it } from 'vitest';
import type { PaymentProvider } from '../../../activities/payments/ports.ts';
import { simulatedProvider } from '../../../activities/payments/simulated-provider.ts';
import type { Sales } from '../../../activities/catalogue/ports.ts';
import { postgresMails } from '../../../activities/mail/mails.ts';
import type { Mails } from '../../../activities/mail/ports.ts';
import { postgresSales } from '../../../activities/catalogue/sales.ts';
import type { Purchases } from '../../../activities/purchase/ports.ts';
import { postgresPurchases } from '../../../activities/purchase/purchases.ts';
import { redisPlaceStreams } from '../../../activities/waiting-room/place-streams.ts';
import { redisStatistics } from '../../../activities/waiting-room/statistics.ts';
import { redisWaitingRoom } from '../../../activities/waiting-room/waiting-room.ts';
import { catalogue } from '../../../api/catalogue/catalogue.ts';
import { eventPage } from '../../../api/catalogue/event-pages.ts';
import { publicCatalogue } from '../../../api/catalogue/public-catalogue.ts';
import { orderMails, type OrderMails } from '../../../api/mail/mails.ts';
import { saleMonitor, type SaleMonitor } from '../../../api/organiser/sale-monitor.ts';
import { buyerRecords, type BuyerRecords } from '../../../api/privacy/buyers.ts';
import { purchaseReads, type PurchaseReads } from '../../../api/purchase/reads.ts';
import { addPastSales } from '../../../bench/past-sales.ts';
import { openSaleIn } from '../../../bench/purchase-statements.ts';
import { readConfig } from '../../../config.ts';
import type { Database } from '../../../prisma/client.ts';
import { stack } from '../../harness.ts';
import { databaseWithPlans, growing, plansOf } from './statement-plans.ts';

const { db: server, environment, redis } = stack();
const config = readConfig(environment);
const stackUrl = environment['DATABASE_URL']!;
const logFile = join(inject('logFolder'), 'postgresql.log');
/** More than a purchase, a page or a list of live sales has rows, and far less than there were sold. */
const MOST_ROWS = 200;
const CAPACITY = 1_000_000;

type EveryMethodOf<Port> = {
  [Method in keyof Port as Port[Method] extends (...args: never[]) => unknown ? Method : never]: () => Promise<unknown>;
};
type Sale = { eventId: string; tierId: string };

/** Events of other years, each with a tier. */
async function addPastEvents(db: Database, count: number): Promise<void> {
  await db.$executeRaw`
    WITH made AS (
      INSERT INTO events (name, venue, starts_at, on_sale_at, status, seen_revision)
      SELECT 'Past ' || n, 'The Hall', now() - n * interval '1 day', now() - n * interval '2 days', 'closed', 1
      FROM generate_series(1, ${count}::int) AS n RETURNING id
    ) INSERT INTO tiers (event_id, name, price_cents, capacity, per_user_limit)
      SELECT id, 'Standing', 2500, 100, 6 FROM made`;
}

/** Everything that is sent to Postgres for one sale: each method of each port, in an order in which it has work. */
function everyStatement(db: Database, { eventId, tierId }: Sale) {
  const purchases = postgresPurchases(db, {
    purchaseLimit: config.EVENT_PURCHASE_LIMIT,
    reservationTtlSeconds: config.RESERVATION_TTL_SECONDS,
    signingKey: config.TICKET_SIGNING_KEY,
  });
  const reads = purchaseReads(db);
  const payments = simulatedProvider(db);
  const sales = postgresSales(db, config);
  const monitor = saleMonitor({
    config,
    db,
    placeStreams: redisPlaceStreams(redis),
    statistics: redisStatistics(redis),
    waitingRoom: redisWaitingRoom(redis),
  });
  const shown = publicCatalogue(db, config);
  const buyerId = `buyer-${randomUUID()}`;
  const [reservationId, sessionId, key] = [randomUUID(), randomUUID(), randomUUID()];
  const charge = { amountCents: 2_500, currency: 'USD', simulate: 'success' } as const;
  const payment = `reservation/${reservationId}`;
  const hold = (id: string, buyer: string) =>
    purchases.hold({ reservationId: id, eventId, tierId, buyerId: buyer, token: randomUUID(), quantity: 1 });

  const ofPurchase: EveryMethodOf<Purchases> = {
    hold: () => hold(reservationId, buyerId),
    active: () => purchases.active(),
    openCheckout: () => purchases.openCheckout(reservationId, buyerId, { sessionId, key, fingerprint: 'same' }),
    beginPayment: () => purchases.beginPayment(reservationId, payment),
    settlePayment: () => purchases.settlePayment(payment, 'captured'),
    offerPayment: () => purchases.offerPayment(reservationId, payment),
    postponePayment: () => purchases.postponePayment(reservationId),
    openPayments: () => purchases.openPayments(reservationId),
    revive: () => purchases.revive(reservationId),
    declinePayment: () => purchases.declinePayment(reservationId, `${payment}/2`),
    abandonPayment: () => purchases.abandonPayment(reservationId, `${payment}/2`),
    isSettled: () => purchases.isSettled(payment),
    amountOf: () => purchases.amountOf(payment),
    unsettledPayments: () => purchases.unsettledPayments(0),
    untakenPayments: () => purchases.untakenPayments(),
    issue: () => purchases.issue(reservationId),
    release: async () => {
      const [other, otherBuyer] = [randomUUID(), `buyer-${randomUUID()}`];
      await hold(other, otherBuyer);
      await purchases.openCheckout(other, otherBuyer, { sessionId: randomUUID(), key, fingerprint: 'same' });
      return purchases.release(other, 'expired');
    },
    endedSince: () => purchases.endedSince([reservationId, randomUUID()], 0),
  };
  const ofProvider: EveryMethodOf<PaymentProvider> = {
    settle: () => payments.settle(payment, charge),
    begin: () => payments.begin(payment, charge),
    capture: () => payments.capture(payment),
    void: () => payments.void(randomUUID()),
    refund: () => payments.refund(payment, { id: randomUUID(), amountCents: 1 }),
  };
  const note = { buyer: { email: 'ada@example.org' }, repeat: false };
  const theOrder = () => db.order.findFirstOrThrow({ where: { buyer_id: buyerId } });
  const ofBuyer: EveryMethodOf<PurchaseReads> = {
    totals: () => reads.totals(eventId, tierId, buyerId),
    belongings: () => reads.belongings(eventId, buyerId),
    active: () => reads.active(eventId, buyerId),
    offer: () => reads.offer(reservationId),
    isUncharged: () => reads.isUncharged(reservationId),
    reservation: () => reads.reservation(reservationId, buyerId),
    intent: () => reads.intent(buyerId, key, reservationId),
    session: async () => {
      await reads.session({ id: sessionId, buyer_id: buyerId }, note);
      return reads.session({ reservation_id: reservationId, buyer_id: buyerId });
    },
    isOfCanceledEvent: () => reads.isOfCanceledEvent(reservationId),
    order: () => reads.order(sessionId, buyerId),
    latestOrder: () => reads.latestOrder(eventId, buyerId),
    linkedOrder: async () => reads.linkedOrder((await theOrder()).id),
    tickets: async () => {
      await reads.tickets({ order_id: (await theOrder()).id });
      return reads.tickets({ buyer_id: buyerId });
    },
  };
  const mails = postgresMails(db, { host: 'example.org' });
  const theMail = async () => (await db.mail.findFirstOrThrow({ where: { order: { buyer_id: buyerId } } })).id;
  const ofMails: EveryMethodOf<Mails> = {
    queueAnnounced: async () => {
      await db.event.update({ where: { id: eventId }, data: { venue: 'Another hall' } });
      await db.$executeRaw`UPDATE announcements SET due_at = now() WHERE event_id = ${eventId}::uuid`;
      return mails.queueAnnounced(50);
    },
    takeDue: () => mails.takeDue(50),
    passedOn: async () => mails.passedOn(await theMail()),
    begin: async () => mails.begin(await theMail()),
    noteAttempt: async () => mails.noteAttempt(await theMail(), '451'),
    markSent: async () => mails.markSent(await theMail()),
    markFailed: async () => mails.markFailed(await theMail(), '550'),
    waiting: () => mails.waiting(),
    troubles: () => mails.troubles(0, 3_600),
    lateAnnouncements: () => mails.lateAnnouncements(0),
  };
  const written = orderMails(db);
  const ofReceipts: EveryMethodOf<OrderMails> = {
    resend: async () => written.resend({ orderId: (await theOrder()).id, kind: 'event_changed', buyerId }),
    of: async () => written.of((await theOrder()).id),
  };
  const records = buyerRecords({ db, log: pino({ level: 'silent' }) });
  const ofPrivacy: EveryMethodOf<BuyerRecords> = {
    find: () => records.find(buyerId),
    withEmail: () => records.withEmail('ada@example.org'),
    erase: () => records.erase(buyerId, true),
  };
  const ofSale: EveryMethodOf<Sales> = {
    find: () => sales.find(eventId),
    live: () => sales.live(),
    liveSales: () => sales.liveSales(),
    saw: () => sales.saw(eventId, 1),
    unseen: () => sales.unseen(),
    open: () => sales.open(eventId),
    unsettled: () => sales.unsettled(),
    stock: () => sales.stock(eventId),
    capacities: () => sales.capacities(eventId),
    close: () => sales.close(eventId, new Date()),
    settleCanceled: async () => {
      const canceled = await openSaleIn(db, CAPACITY);
      const request = { ...canceled, reservationId: randomUUID(), buyerId, token: randomUUID(), quantity: 1 };
      await purchases.hold(request);
      await db.event.update({ where: { id: canceled.eventId }, data: { status: 'canceled' } });
      return sales.settleCanceled(canceled.eventId);
    },
  };
  const ofOrganiser: EveryMethodOf<SaleMonitor> = {
    status: async () => monitor.status(await db.event.findUniqueOrThrow({ where: { id: eventId } })),
    timeline: () => monitor.timeline(eventId, '15m'),
    reservations: () => monitor.reservations({ id: eventId, currency: 'USD' }, 20),
  };
  const ofCatalogue = {
    event: () => catalogue(db, shown).event(eventId),
    shownEvent: () => shown.event(eventId),
    page: () => shown.page({ limit: 20, past: 'false' }),
    nextPage: async () => {
      const { next } = await eventPage(db, { limit: 20, past: 'true' });
      return eventPage(db, { limit: 20, past: 'true', cursor: next });
    },
  };

  const { hold: take, openCheckout, beginPayment, issue, settlePayment, ...sweeps } = ofPurchase;
  const { settle, capture, ...otherCharges } = ofProvider;
  const { totals, intent, session, order, ...looks } = ofBuyer;
  const purchase = [totals, take, intent, openCheckout, session];
  purchase.push(beginPayment, settle, issue, capture, settlePayment, order);
  const ports = [looks, sweeps, otherCharges, ofMails, ofReceipts, ofPrivacy, ofSale, ofOrganiser, ofCatalogue];
  const rest = ports.flatMap((port) => Object.values(port));
  const inOrder = async (calls: (() => Promise<unknown>)[]) => {
    for (const call of calls) await call();
  };
  return { purchase: () => inOrder(purchase), all: () => inOrder([...purchase, ...rest]) };
}

describe('what a purchase, the check-ups and the pages read in Postgres', () => {
  it.each(['force_custom_plan', 'force_generic_plan'])(
    'are as many rows after 40,000 sales as after none (%s)',
    async (planCacheMode) => {
      const { db, open } = await databaseWithPlans(stackUrl, server, planCacheMode);
      const [sale, over] = [await openSaleIn(db, CAPACITY), await openSaleIn(db, CAPACITY)];
      await addPastEvents(db, 2_000);
      await addPastSales(db, { ...sale, seller: 'now' }, 20_000);
      await addPastSales(db, { ...over, seller: 'then' }, 20_000);
      await db.event.update({ where: { id: over.eventId }, data: { status: 'closed' } });
      await db.$executeRaw`ANALYZE`;

      const buyers = open();
      const plans = await plansOf(buyers, logFile, () => everyStatement(buyers, sale).all());
      // The functions' own statements are among them, and so are those of their triggers.
      for (const statement of [/^UPDATE tiers SET held = held \+/, /^INSERT INTO tickets/, /WHERE id = NEW.event_id/])
        expect(plans.map((plan) => plan['Query Text'])).toContainEqual(expect.stringMatching(statement));
      expect(growing(plans, MOST_ROWS)).toEqual([]);
    },
  );

  it('are as many rows where the statements were planned when next to nothing was sold', async () => {
    const { db, open } = await databaseWithPlans(stackUrl, server, 'auto');
    const sale = await openSaleIn(db, CAPACITY);
    for (const table of ['reservations', 'orders', 'tickets', 'checkout_sessions', 'idempotency_keys'])
      await db.$executeRawUnsafe(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    const buyers = open();
    await addPastSales(db, { ...sale, seller: 'first' }, 60);
    await db.$executeRaw`ANALYZE`;
    // After five times a connection keeps the plan of a statement.
    for (let i = 0; i < 8; i += 1) await everyStatement(buyers, sale).purchase();
    await addPastSales(db, { ...sale, seller: 'more' }, 20_000);
    const plans = await plansOf(buyers, logFile, () => everyStatement(buyers, sale).all());
    expect(plans.length).toBeGreaterThan(20);
    expect(growing(plans, MOST_ROWS)).toEqual([]);
  });
});
