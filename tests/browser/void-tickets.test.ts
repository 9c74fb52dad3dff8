import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { refunding } from '../integration/orders/refunding.ts';
import { browser, inspect } from './browser.ts';
import { returnToTab, shopper } from './shopper.ts';

const { admin, drop } = stack();
const { refund } = refunding(admin);
const { visitor } = browser();

const cancel = (eventId: string) =>
  admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'canceled' } });

it('says of the tickets of a cancelled event everywhere that they are not valid, and hides their codes', async () => {
  const { eventId, tickets } = await drop({ name: 'The last evening' });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy(2);
  const codes = (await tickets()).map(({ code }) => code);
  const expectNoCode = async () => {
    const html = await page.content();
    expect(codes.filter((code) => html.includes(code))).toEqual([]);
    expect(await page.getByRole('img', { name: /^QR code/ }).count()).toBe(0);
  };
  await cancel(eventId);

  await returnToTab(page);
  await ada.heading('Your tickets are not valid any more');
  await ada.see(
    /^The event was cancelled\. (The order is due for a refund|The money was refunded)\. Paid .*50\.00 for 2 /,
  );
  await expectNoCode();
  await inspect(page, 'order-of-a-cancelled-event');

  await page.goto('/my-tickets');
  await page.getByRole('article', { name: 'Ticket that is not valid any more' }).first().waitFor();
  await expectNoCode();
  await inspect(page, 'tickets-of-a-cancelled-event');

  await ada.open();
  await page.locator('.badges').getByText('Your tickets are not valid').waitFor();
  await ada.see('The tickets that you bought are not valid any more.');
  await inspect(page, 'cancelled-event-with-tickets');
});

it('hides the code of a refunded order alone, at an event that goes on', async () => {
  const { eventId, orders } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy(1);
  const [order] = await orders();
  await refund(order!.id);
  await eventually(orders, ([one]) => one!.status === 'refunded');
  await returnToTab(page);
  await ada.see('Its order was given back. The money was refunded.');
  await page.goto(`/events/${eventId}/choose`);
  await ada.hold();
  await ada.toPayment();
  await ada.pay();
  await page.goto('/my-tickets');
  await page.getByRole('article', { name: /^Ticket [A-Z0-9-]+$/ }).waitFor();
  expect(await page.getByRole('article', { name: 'Ticket that is not valid any more' }).count()).toBe(1);
});

it('hides the code of the one ticket that was given back, and says so beside the other', async () => {
  const { eventId, orders, tickets } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy(2);
  const [order] = await orders();
  const [gone, kept] = await tickets();
  await refund(order!.id, { tickets: [gone!.id] });
  await eventually(orders, ([one]) => one!.status === 'partly_refunded');
  await returnToTab(page);
  await ada.heading('You are going!');
  await ada.see(/^1 of your tickets is not valid any more\. Paid .*50\.00 for 2 tickets\. .*25\.00 were given back\.$/);
  await ada.see('It was given back. The money was refunded.');
  const html = await page.content();
  expect([html.includes(gone!.code), html.includes(kept!.code)]).toEqual([false, true]);
  await inspect(page, 'order-with-one-void-ticket');
});

it('says to a buyer in checkout that the event was cancelled, and not that they gave the tickets back', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold();
  await ada.toPayment();
  await cancel(eventId);
  await returnToTab(page);
  await ada.see('This event was cancelled');
  await ada.see('Its tickets are not sold, and nothing was charged.');
  await inspect(page, 'checkout-of-a-cancelled-event');
});
