import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { decodeQr } from './qr-code.ts';
import { shopper } from './shopper.ts';

const { db, drop } = stack();
const { visitor } = browser();
const someone = () => `ada.${randomUUID().slice(0, 8)}@example.org`;

it('sends the tickets to a buyer, whose link opens them on another device', async () => {
  const { eventId, tickets } = await drop({ name: 'Brass and Strings', time_zone: 'Europe/Helsinki' });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold(2);
  await inspect(page, 'held-with-contact');
  const email = someone();
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail').fill(` ${email} `);
  await ada.toPayment();
  await ada.see(email);
  await ada.pay();
  await ada.see(/Receipt and tickets (were sent|are on their way) to/);
  await inspect(page, 'order-with-receipt');

  // The mailbox is a page of its own, beside the storefront.
  const { page: mailbox } = await visitor({ baseUrl: inject('mailboxUrl'), size: 'desktop' });
  await mailbox.goto('/');
  const row = mailbox.getByRole('row').filter({ hasText: email });
  await row.waitFor({ timeout: 30_000 });
  await row.getByRole('link').click();
  await mailbox.getByRole('heading', { name: 'Your tickets for Brass and Strings' }).waitFor();
  const mail = mailbox.frameLocator('iframe');
  const link = await mail.getByRole('link', { name: 'See your tickets' }).getAttribute('href');
  await mailbox.getByRole('link', { name: /^tickets-.*\.pdf$/ }).waitFor();

  const { page: phone } = await visitor();
  await phone.goto(link!);
  await phone.getByRole('article').nth(1).waitFor();
  const shown = await Promise.all((await phone.getByRole('img', { name: /^QR code/ }).all()).map(decodeQr));
  const sold = await tickets();
  expect(shown.toSorted()).toEqual(sold.map(({ code, qr_sig }) => `${code}.${qr_sig}`).toSorted());
  await inspect(phone, 'linked-order');
  await phone.goto(`${link!.slice(0, -4)}AAAA`);
  await phone.reload();
  await phone.getByText('This link opens no order').waitFor();
});

it('remembers name and address, says what is wrong with an address, and lets a buyer correct it', async () => {
  const first = await drop();
  const { page } = await visitor();
  const ada = shopper(page, first.eventId);
  await ada.enter();
  await ada.hold();
  const field = page.getByLabel('E-mail');
  await field.fill('ada@');
  await ada.press('Go to payment');
  await ada.see('Please write it like ada@example.org.');
  expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  expect(await field.getAttribute('autocomplete')).toBe('email');
  expect(await page.getByLabel('Name').getAttribute('autocomplete')).toBe('name');
  await field.fill('ada@exmple.org');
  await ada.toPayment();
  await ada.see('ada@exmple.org');
  await ada.press('Change');
  const email = someone();
  await field.fill(email);
  await ada.press('Save');
  await ada.see(email);
  await ada.pay();
  expect(await first.orders()).toMatchObject([{ buyer_email: email }]);

  const second = shopper(page, (await drop()).eventId);
  await second.enter();
  await second.hold();
  expect(await field.inputValue()).toBe(email);
  await field.fill('');
  await second.toPayment();
  await second.see('Your tickets are not sent by e-mail.');
  await second.pay();
});

it('sends the tickets again, to the right address', async () => {
  const event = await drop();
  const { page } = await visitor();
  const ada = shopper(page, event.eventId);
  await ada.buy();
  await ada.press('Send the tickets by e-mail');
  await ada.press('Send it');
  await ada.see('Please write the address.');
  const email = someone();
  await page.getByLabel('E-mail').fill(email);
  await ada.press('Send it');
  await ada.see(/Receipt and tickets (were sent|are on their way) to/);
  await ada.press('Wrong address, or nothing there?');
  await inspect(page, 'order-send-again');
  const [order] = await event.orders();
  expect(await db.mail.findMany({ where: { order_id: order!.id } })).toMatchObject([{ recipient: email }]);
});
