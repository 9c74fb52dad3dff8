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

it('a purchase that was paid for elsewhere cannot fail any more, and shows its tickets', async () => {
  const { eventId, buyer, orders } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  await ada.toPayment();
  const buyerId = await buyerIdOf(ada.page);
  const session = await db.checkoutSession.findFirstOrThrow({ where: { buyer_id: buyerId } });
  await ada.page.getByRole('radio', { name: /Test payment that fails/ }).check();
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
