import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect, widths } from './browser.ts';
import { decodeQr } from './qr-code.ts';
import { returnToTab, shopper } from './shopper.ts';

const { admin, db, drop } = stack();
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

it('tells a buyer of a new time and venue, of a cancelled event and of the money', async () => {
  const { eventId } = await drop({ name: 'Brass and Strings', venue: 'The Hall', time_zone: 'Europe/Helsinki' });
  const change = (body: object) => admin(`/admin/events/${eventId}`, { method: 'PATCH', body });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold(2);
  const email = someone();
  await page.getByLabel('E-mail').fill(email);
  await ada.toPayment();
  await ada.pay();

  const starts_at = new Date(Date.now() + 2 * 86_400_000).toISOString();
  await change({ venue: 'The Arena', starts_at });
  await db.announcement.updateMany({ where: { event_id: eventId }, data: { due_at: new Date() } });
  const { page: mailbox } = await visitor({ baseUrl: inject('mailboxUrl'), size: 'desktop' });
  /** Opens the mail with this subject as a mail program shows it. */
  const read = async (subject: string, name: string) => {
    await mailbox.goto('/');
    const row = mailbox.getByRole('row').filter({ hasText: email }).filter({ hasText: subject });
    await row.waitFor({ timeout: 30_000 });
    await mailbox.goto(`${await row.getByRole('link').getAttribute('href')}/html`);
    for (const [size, viewport] of Object.entries(widths))
      for (const colorScheme of ['light', 'dark'] as const) {
        await mailbox.setViewportSize(viewport);
        await mailbox.emulateMedia({ colorScheme });
        const path = `.data/screenshots/${name}-${size}-${colorScheme}.png`;
        await mailbox.screenshot({ path, fullPage: true });
      }
    return mailbox.locator('body').innerText();
  };
  const changed = await read('New time and venue for Brass and Strings', 'mail-event-changed');
  for (const part of ['The Arena', 'The Hall', 'in Helsinki', 'Your tickets stay valid'])
    expect(changed).toContain(part);
  await returnToTab(page);
  await ada.see('A mail about the new time or venue was sent to a…@example.org.');

  await change({ status: 'canceled' });
  const canceled = await read('Cancelled: Brass and Strings', 'mail-event-canceled');
  expect(canceled).toMatch(/50\.00 goes back to the card/);
  const refunded = await read('Your money for Brass and Strings is on its way back', 'mail-refund');
  expect(refunded).toContain('These tickets are not valid any more');
  await returnToTab(page);
  await ada.see('A mail about the cancelled event was sent to a…@example.org.');
  await ada.see('A mail about your money was sent to a…@example.org.');
  await inspect(page, 'order-with-mails');
  await page.getByRole('listitem').filter({ hasText: 'about your money' }).getByRole('button').click();
  const refunds = () => db.mail.count({ where: { order: { event_id: eventId }, kind: 'refund' } });
  await eventually(refunds, (count) => count === 2);
});
