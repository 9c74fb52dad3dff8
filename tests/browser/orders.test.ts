import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { postgresRefunds } from '../../activities/refunds/refunds.ts';
import { addPastSales } from '../../bench/past-sales.ts';
import { eventually, stack, type Drop } from '../harness.ts';
import { keyOf } from '../integration/orders/refunding.ts';
import { browser, inspect, type VisitorOptions } from './browser.ts';

const { adminToken, db, drop } = stack();
const { visitor } = browser();

async function openSignedIn(path: string, options: VisitorOptions = { size: 'desktop' }): Promise<Page> {
  const { page } = await visitor(options);
  await page.goto(path);
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  return page;
}

/** A number with a zero and a one, which people read out as letters. */
const newNumber = () => `0${randomBytes(3).toString('hex').toUpperCase()}1`;

async function sell({ buyer }: Drop, quantity: number, buyer_name: string, buyer_email: string) {
  const { body } = await (await buyer().enter()).buy(quantity);
  const number = newNumber();
  await db.order.update({ where: { id: body.order.id }, data: { number, buyer_name, buyer_email } });
  return { number, shown: `${number.slice(0, 4)}-${number.slice(4)}`, tickets: body.tickets as { code: string }[] };
}

const search = (page: Page) => page.getByLabel('Order number, name, e-mail or ticket code');
const results = (page: Page) => page.locator('.order-list').getByRole('link');
const waitForText = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

it('finds an order by a number that is read out on the phone, and tells what happened to it', async () => {
  const night = await drop({ name: 'The Night', time_zone: 'Europe/Berlin' });
  await sell(night, 1, 'Eve Else', 'eve@example.com');
  const { shown, number, tickets } = await sell(night, 2, 'Zoë Łuczak', 'zoe@example.com');
  const page = await openSignedIn(`/organiser/events/${night.eventId}`);
  await page.getByRole('link', { name: 'Orders', exact: true }).press('Enter');
  await page.getByRole('heading', { name: 'Orders: The Night', level: 1 }).waitFor();
  await waitForText(page, '2 orders.');
  await inspect(page, 'organiser-orders');

  // As somebody types who hears letters for digits and no hyphen.
  await search(page).pressSequentially(number.toLowerCase().replace('0', 'o').replace(/1$/, 'l'));
  await waitForText(page, '1 order.');
  expect(await results(page).allInnerTexts()).toEqual([shown]);
  await results(page).press('Enter');

  await page.getByRole('heading', { name: `Order ${shown}`, level: 1 }).waitFor();
  for (const { code } of tickets) await waitForText(page, code);
  for (const text of ['Zoë Łuczak', 'zoe@example.com', /^US?\$50\.00 paid\.$/, '2 tickets issued.'])
    await waitForText(page, text);
  await inspect(page, 'organiser-order');

  // The way back leads to what was looked for.
  await page.goBack();
  await waitForText(page, '1 order.');
  expect(await results(page).allInnerTexts()).toEqual([shown]);
  expect(page.url()).not.toContain(number.toLowerCase());
});

it('gives the money of an order back, says why, and puts its tickets on sale again', async () => {
  const night = await drop({ name: 'The Night', capacity: 4 });
  await sell(night, 2, 'Zoë Łuczak', 'zoe@example.com');
  const [order] = await night.orders();
  const page = await openSignedIn(`/organiser/orders/${order!.id}`);
  await page.getByRole('button', { name: 'Give the money back' }).click();
  const refund = page.getByRole('button', { name: /^Refund .*50\.00$/ });
  // Without a reason nothing happens, and the dialog says what is missing.
  await refund.click();
  await waitForText(page, 'Say why the money goes back.');
  expect(await db.refund.count({ where: { order_id: order!.id } })).toBe(0);
  await page.getByLabel('Reason').fill('The buyer is ill.');
  await page.getByLabel('Put the 2 tickets on sale again').check();
  await inspect(page, 'organiser-refund');
  await refund.click();
  await waitForText(page, /to be given back\. The buyer is ill\.$/);
  await eventually(night.tiers, ([tier]) => tier!.sold === 0);
  await page.reload();
  await waitForText(page, /50\.00 given back\.$/);
  expect(await page.getByRole('button', { name: 'Give the money back' }).count()).toBe(0);
});

it('gives some tickets or an amount of an order back, and says what is wrong before anything happens', async () => {
  const night = await drop({ name: 'The Night', capacity: 9 });
  const { tickets } = await sell(night, 3, 'Zoë Łuczak', 'zoe@example.com');
  const [order] = await night.orders();
  const page = await openSignedIn(`/organiser/orders/${order!.id}`);
  const open = page.getByRole('button', { name: 'Give the money back' });
  const refund = page.getByRole('button', { name: /^Refund(?!:)/ });
  await open.click();
  await page.getByLabel('Some tickets').check();
  await page.getByLabel('Reason').fill('One of them is ill.');
  await refund.click();
  await waitForText(page, 'Choose at least one ticket.');
  await page.getByRole('checkbox', { name: tickets[0]!.code }).check();
  await waitForText(page, '1 ticket of this order is not valid from that moment, and that cannot be undone.');
  await inspect(page, 'organiser-refund-of-tickets');
  await page.getByRole('button', { name: /^Refund .*25\.00$/ }).click();
  const refunds = page.locator('.refunds');
  await refunds.getByText('Given back', { exact: true }).waitFor();
  await refunds.getByText('for 1 ticket').waitFor();
  await page.locator('.tickets li', { hasText: tickets[0]!.code }).getByText('Void').waitFor();
  await waitForText(page, 'Partly refunded');

  await open.click();
  await page.getByLabel('An amount; all tickets stay valid').check();
  await page.getByLabel('Reason').fill('It was loud.');
  await page.getByLabel(/^Amount in/).fill('50.01');
  await refund.click();
  await waitForText(page, /^Only .*50\.00 are left of this order\.$/);
  await page.getByLabel(/^Amount in/).fill('12.50');
  await waitForText(page, 'No ticket becomes void.');
  await page.getByRole('button', { name: /^Refund .*12\.50$/ }).click();
  await eventually(night.orders, ([now]) => now!.refunded_cents === 3_750);
  await refunds.getByText('as an amount').waitFor();
  await inspect(page, 'organiser-order-partly-refunded');
});

it('says of an order that is disputed why nothing can be given back, until the dispute is won', async () => {
  const night = await drop({ name: 'The Night' });
  await sell(night, 1, 'Zoë Łuczak', 'zoe@example.com');
  const [order] = await night.orders();
  const { dispute } = postgresRefunds(db);
  const report = (state: 'open' | 'won') =>
    dispute(keyOf(order!), { id: `dp_${order!.id}`, amountCents: 2_500, state });
  await report('open');
  const page = await openSignedIn(`/organiser/orders/${order!.id}`);
  await waitForText(page, 'The buyer’s bank holds the money until it decides.');
  expect(await page.getByRole('button', { name: 'Give the money back' }).count()).toBe(0);
  await inspect(page, 'organiser-order-disputed');
  await report('won');
  await page.reload();
  await waitForText(page, 'Dispute won');
  await page.getByRole('button', { name: 'Give the money back' }).waitFor();
});

it('looks over all events as one types, and says when nothing fits', async () => {
  const own = randomBytes(4).toString('hex');
  const [first, second] = [await drop({ name: 'First' }), await drop({ name: 'Second' })];
  const [one, two] = [
    await sell(first, 1, `Ada ${own}`, 'ada@example.com'),
    await sell(second, 1, `Bob ${own}`, 'b@b.example'),
  ];
  const page = await openSignedIn('/organiser/orders', { size: 'phone' });
  await search(page).fill(own);
  await waitForText(page, '2 orders.');
  expect(await results(page).allInnerTexts()).toEqual([two.shown, one.shown]);
  await waitForText(page, 'Second');
  await search(page).fill(`${own} bo`);
  await waitForText(page, '1 order.');
  await page.getByLabel('Status').selectOption('Refunded');
  await waitForText(page, 'No order fits. Try fewer words, or all statuses.');
  await inspect(page, 'organiser-no-order');
  await page.getByLabel('Status').selectOption('All');
  await waitForText(page, '1 order.');
});

it('shows more orders on demand, and goes on where the server was away', async () => {
  const { eventId, tierIds } = await drop({ capacity: 200 });
  await addPastSales(db, { eventId, tierId: tierIds[0]!, seller: 'past' }, 70);
  const page = await openSignedIn(`/organiser/events/${eventId}/orders`);
  await waitForText(page, 'The newest 50 orders.');
  await page.route('**/api/admin/orders?*', (route) => route.abort());
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  expect(await results(page).count()).toBe(50);
  await page.unroute('**/api/admin/orders?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await waitForText(page, '70 orders.');
  expect(await results(page).count()).toBe(70);
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
});

it('adds up the money of an event, and saves its orders and attendees as files', async () => {
  const night = await drop({ name: 'The Night', time_zone: 'Europe/Berlin', tiers: [{ name: 'Stalls', capacity: 9 }] });
  const { shown, tickets } = await sell(night, 2, '=1+1', 'zoe@example.com');
  const page = await openSignedIn(`/organiser/events/${night.eventId}/orders`);
  await page.getByText('Files for a spreadsheet').click();
  for (const [label, parts] of [
    ['Orders as CSV', [shown, "'=1+1", '50.00']],
    ['Attendees as CSV', tickets.map(({ code }) => code)],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: label }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(/^the-night-(orders|attendees)-\d{4}-\d\d-\d\d\.csv$/);
    const text = await readFile(await download.path(), 'utf8');
    for (const part of parts) expect(text).toContain(part);
    await page.locator('.file-button', { hasText: label }).getByText('Saved.').waitFor();
  }

  await page.getByRole('link', { name: 'Money' }).press('Enter');
  await page.getByRole('heading', { name: 'Money: The Night', level: 1 }).waitFor();
  const rows = page.getByRole('region', { name: 'By tier' }).getByRole('row');
  await eventually(
    () => rows.allInnerTexts(),
    (texts) => /^Stalls\s+US?\$50\.00(\s+US?\$0\.00){5}\s+US?\$50\.00\s+1\s+2$/.test(texts[1] ?? ''),
  );
  await waitForText(page, 'A day ends at midnight in Berlin.');
  await inspect(page, 'organiser-money');
});

it('shows what was written to a buyer, sends it again, and erases name and address for good', async () => {
  const night = await drop({ name: 'The Night' });
  const own = randomBytes(4).toString('hex');
  const ada = await night.buyer().enter();
  const held = await ada.reserve(1);
  const session = await ada.checkout(held.body.id, own, { name: `Zoë ${own}`, email: `zoe@${own}.example` });
  expect((await ada.confirm(session.body.id)).status).toBe(201);
  const [order] = await night.orders();
  const mails = () => db.mail.findMany({ where: { order_id: order!.id }, orderBy: { created_at: 'asc' } });
  await eventually(mails, ([mail]) => mail?.state === 'sent', 30_000);
  const page = await openSignedIn(`/organiser/orders/${order!.id}`);
  const list = page.locator('.mails');
  await list.getByText('Receipt and tickets').waitFor();
  await list.getByText(/^Sent /).waitFor();
  await page.getByRole('button', { name: 'Receipt and tickets: send again…' }).click();
  const field = page.getByLabel('E-mail');
  expect(await field.inputValue()).toBe(`zoe@${own}.example`);
  await field.fill('zoe@');
  await page.getByRole('button', { name: 'Send it' }).click();
  await waitForText(page, 'Please write it like ada@example.org.');
  await field.fill(`new@${own}.example`);
  await inspect(page, 'organiser-send-again');
  await page.getByRole('button', { name: 'Send it' }).click();
  await list.getByText(`new@${own}.example`).waitFor();
  await inspect(page, 'organiser-order-mails');

  await page.reload();
  await page.getByRole('button', { name: 'Erase the buyer’s data…' }).click();
  await waitForText(page, 'This touches 1 order.');
  await waitForText(page, '1 order has tickets for an event that is still to come.');
  await inspect(page, 'organiser-erase');
  await page.keyboard.press('Escape');
  expect(await night.orders()).toMatchObject([{ buyer_email: `new@${own}.example` }]);
  await page.getByRole('button', { name: 'Erase the buyer’s data…' }).click();
  await waitForText(page, 'This touches 1 order.');
  await page.getByRole('button', { name: 'Erase name and address' }).click();
  await waitForText(page, 'no mail about this order can be sent any more.');
  await page.getByRole('button', { name: 'Erase the buyer’s data…' }).waitFor({ state: 'detached' });
  await eventually(
    () => page.content(),
    (content) => !content.includes(own),
  );
  expect(await night.orders()).toMatchObject([{ buyer_name: null, buyer_email: null }]);
  await inspect(page, 'organiser-order-erased');
});
