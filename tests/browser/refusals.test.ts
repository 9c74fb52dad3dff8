import { randomUUID } from 'node:crypto';
import type { Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { caller, eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { buyerIdOf, returnToTab, shopperFactory } from './shopper.ts';

const { drop, admin, apiUrl, db } = stack();
const { visitor } = browser();
const newShopper = shopperFactory(visitor);

it('an unknown event leads to the list of events', async () => {
  const ada = await newShopper(randomUUID());
  await ada.page.goto(`/events/${randomUUID()}`);
  await ada.see('We do not know this event');
  await inspect(ada.page, 'refused-unknown-event');
  await ada.alertAction('See all events').click();
  await ada.heading('Find your event');
});

it('a sale that ends while its page is open says so', async () => {
  const { eventId } = await drop();
  const ada = await newShopper(eventId);
  await ada.open();
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'closed' } });
  await ada.press('Join the waiting room');
  await ada.see('Tickets for this event are no longer sold here.');
  await inspect(ada.page, 'refused-sale-over');
  await returnToTab(ada.page);
  await ada.see('The sale is over. Tickets you have bought are under “My tickets”.');
});

it('a cancelled event sells nothing', async () => {
  const { eventId } = await drop();
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });
  const ada = await newShopper(eventId);
  await ada.open();
  await ada.see('This event is cancelled.');
  expect(await ada.page.getByRole('button', { name: 'Join the waiting room' }).count()).toBe(0);
});

it('a sold-out event says whether waiting may help', async () => {
  const { eventId, buyer, shownStock } = await drop({ capacity: 2 });
  const first = await buyer().enter();
  const held = await first.reserve(2);
  const ada = await newShopper(eventId);
  await ada.open();
  await ada.see('All tickets are taken at this moment.');
  const session = await first.checkout(held.body.id);
  await first.confirm(session.body.id);
  await eventually(shownStock, ({ sold }) => sold === 2);
  await returnToTab(ada.page);
  await ada.see('Tickets that are returned may appear here again.');
  await inspect(ada.page, 'refused-sold-out');
});

it('a buyer who asks for more tickets than are left sees how many there are', async () => {
  const { eventId, buyer } = await drop({ capacity: 3 });
  const other = await buyer().enter();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.press('One ticket more');
  await other.reserve(2);
  await ada.press(/^Hold 2/);
  await ada.see('Only 1 ticket of this kind is left. Take fewer, or choose another kind.');
  await inspect(ada.page, 'refused-too-few-left');
  await ada.press(/^Hold 1/);
  await ada.heading('Your tickets are held');
});

it('the purchase limit is explained with its counts', async () => {
  const { eventId, buyer } = await drop({ purchase_limit: 3 });
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.press('One ticket more');
  // The page does not learn what its buyer buys elsewhere before the button is pressed.
  await ada.page.route('**/allowance', () => undefined);
  expect((await (await buyer(await buyerIdOf(ada.page)).enter()).buy(2)).status).toBe(201);
  await ada.press(/^Hold 2/);
  await ada.see(
    'One person can have 3 tickets for this event. You have bought 2 and are holding 0, so you can take 1 more.',
  );
  await inspect(ada.page, 'refused-limit');
});

it('no more is offered than the buyer may still have, of the event and of each kind', async () => {
  const tiers = [
    { name: 'Gallery', capacity: 9, per_user_limit: 2 },
    { name: 'Floor', capacity: 9, price_cents: 9_000, per_user_limit: 9 },
  ];
  const { eventId } = await drop({ tiers, purchase_limit: 5 });
  const ada = await newShopper(eventId);
  await ada.buy(2);
  await ada.page.goto(`/events/${eventId}/choose`);
  await ada.see('up to 3');
  expect(
    await ada.page.getByRole('radio', { name: /Gallery.*you have all that one person can have/ }).isDisabled(),
  ).toBe(true);
  for (let more = 1; more < 3; more += 1) await ada.press('One ticket more');
  expect(await ada.page.getByRole('button', { name: 'One ticket more' }).isDisabled()).toBe(true);
  await inspect(ada.page, 'choose-what-is-left-of-the-limit');
  await ada.press(/^Hold 3/);
  await ada.heading('Your tickets are held');
});

it('a buyer who let holds lapse sees when the next one is possible', async () => {
  const { eventId, buyer, reservation } = await drop({ capacity: 5, reservation_ttl_seconds: 1 });
  const ada = await newShopper(eventId);
  await ada.enter();
  const elsewhere = await buyer(await buyerIdOf(ada.page)).enter();
  for (let i = 0; i < 3; i += 1) {
    const held = await elsewhere.reserve(1);
    await eventually(
      () => reservation(held.body.id),
      ({ status }) => status === 'expired',
    );
  }
  await ada.press(/^Hold 1/);
  await ada.see('A short break for you');
  expect(await ada.alertAction('Try again').innerText()).toMatch(/^Try again in 0:[0-3]\d$/);
  expect(await ada.alertAction('Try again').isDisabled()).toBe(true);
  await inspect(ada.page, 'refused-cooling-down');
});

it('a price that changed while the buyer chose is told, and nothing is held', async () => {
  const { eventId, tierIds, tiers } = await drop({ capacity: 5 });
  const ada = await newShopper(eventId);
  await ada.enter();
  // The page does not learn of the new price before the button is pressed.
  await ada.page.route('**/availability', () => undefined);
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { price_cents: 3_100 } });
  await ada.press(/^Hold 1 for .*25\.00$/);
  await ada.see(/One of these tickets now costs .*31\.00\./);
  await inspect(ada.page, 'refused-price-changed');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
  await ada.page.unroute('**/availability');
  await ada.page.reload();
  await ada.press(/^Hold 1 for .*31\.00$/);
  await ada.heading('Your tickets are held');
});

it('a tier whose limit was lowered meanwhile says how many tickets may be taken', async () => {
  const { eventId, tierIds } = await drop({ tiers: [{ capacity: 10, per_user_limit: 4 }] });
  const ada = await newShopper(eventId);
  await ada.enter();
  for (let more = 1; more < 3; more += 1) await ada.press('One ticket more');
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { per_user_limit: 2 } });
  await ada.press(/^Hold 3/);
  await ada.see('You can take up to 2 tickets of this kind at a time.');
  await inspect(ada.page, 'refused-too-many-of-a-kind');
});

it('tickets of another event lead back to this event', async () => {
  const [{ eventId }, otherEvent] = await Promise.all([drop(), drop()]);
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.page.route('**/reservations', (route) =>
    route.continue({
      postData: JSON.stringify({ ...(route.request().postDataJSON() as object), tier_id: otherEvent.tierIds[0] }),
    }),
  );
  await ada.press(/^Hold /);
  await ada.see('These tickets are not sold here');
  await inspect(ada.page, 'refused-foreign-tier');
  await ada.alertAction('Back to the event').click();
  await ada.heading(/^Drop /);
});

it('an idempotency key of another purchase does not open a checkout', async () => {
  const [{ eventId }, otherEvent] = await Promise.all([drop(), drop()]);
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  const buyerId = await buyerIdOf(ada.page);
  const otherPurchase = await otherEvent.buyer(buyerId).enter();
  const key = randomUUID();
  expect((await otherPurchase.checkout((await otherPurchase.reserve(1)).body.id, key)).status).toBe(201);
  const { id } = await db.reservation.findFirstOrThrow({ where: { event_id: eventId, buyer_id: buyerId } });
  const savedPurchase = JSON.stringify({ reserving: true, checkout: { reservationId: id, key } });
  await ada.page.evaluate(`localStorage.setItem('ticketdrop:visit:${eventId}', ${JSON.stringify(savedPurchase)})`);
  await ada.press('Go to payment');
  await ada.see('These tickets changed meanwhile');
  await inspect(ada.page, 'refused-key-of-another-purchase');
});

it('a purchase that was paid for elsewhere cannot be declined any more, and shows its tickets', async () => {
  const { eventId, buyer, orders } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  await ada.toPayment();
  const buyerId = await buyerIdOf(ada.page);
  const session = await db.checkoutSession.findFirstOrThrow({ where: { buyer_id: buyerId } });
  await ada.page.getByRole('radio', { name: /Test card that is declined/ }).check();
  expect((await buyer(buyerId).confirm(session.id)).status).toBe(201);
  await ada.press(/^Pay /);
  // The alert is shown only for a moment, because the page then reads that the purchase is paid.
  await ada.heading('You are going!');
  expect(await orders()).toHaveLength(1);
});

it('a buyer without a place is offered one', async () => {
  const { eventId } = await drop();
  const ada = await newShopper(eventId);
  await ada.page.goto(`/events/${eventId}/choose`);
  await ada.see('You have no place in this line');
  await inspect(ada.page, 'refused-no-place');
  await ada.alertAction('Join the line').click();
  await ada.heading('Choose your tickets');
  await ada.see('Time to choose');
});

it('a pass that has ended leads back to the line', async () => {
  const { eventId } = await drop({ access_ttl_seconds: 2 });
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.see('Your place has ended');
  await inspect(ada.page, 'refused-pass-ended');
  await ada.alertAction('Join the line').click();
  await ada.see('Time to choose');
});

it('a pass that is withdrawn while its buyer chooses leads back to the line', async () => {
  const { eventId } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  // The room is cleared while the request for the hold is on its way: the page cannot learn of it by polling before.
  const clearOnTheWay = async (route: Route) => {
    await admin(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' });
    await route.continue();
  };
  await ada.page.route('**/reservations', clearOnTheWay, { times: 1 });
  await ada.press(/^Hold /);
  await ada.see(/It is not your turn|Your place has ended/);
  await ada.alertAction('Join the line').click();
  await ada.hold();
});

it('a pause keeps the place, and the buyer can retry', async () => {
  const { eventId } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  await ada.press(/^Hold /);
  await ada.see('The sale is paused');
  await inspect(ada.page, 'refused-paused');
  await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
  await ada.alertAction('Try again').click();
  await ada.heading('Your tickets are held');
});

it('a buyer who sends too many requests sees when to retry', async () => {
  const { eventId } = await drop();
  const sameAddress = caller(apiUrl, '127.0.0.1');
  const ada = await newShopper(eventId);
  await ada.open();
  const headers = { 'x-user-id': await buyerIdOf(ada.page) };
  for (let i = 0; i < 10; i += 1)
    await sameAddress(`/events/${eventId}/waiting-room/join`, { method: 'POST', headers });
  await ada.press('Join the waiting room');
  await ada.see('A little too fast');
  const retry = ada.alertAction('Try again');
  expect(await retry.innerText()).toMatch(/^Try again in (0:[0-5]\d|1:00)$/);
  expect(await retry.isDisabled()).toBe(true);
  await inspect(ada.page, 'refused-too-fast');
});
