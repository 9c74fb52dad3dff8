import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { shopper } from './shopper.ts';

const { admin, adminToken, drop } = stack();
const { visitor } = browser();

const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const signIn = async (page: Page) => {
  await page.getByLabel('Admin token').fill(adminToken);
  await page.getByRole('button', { name: 'Open the console' }).click();
};
/** The lines of the order's summary, whatever kind of space they have in them. */
const summary = async (page: Page) =>
  (await page.locator('.summary > div').allInnerTexts()).map((line) => line.replaceAll(/\s+/gu, ' ').trim());
const euros = (line: string | undefined) => Math.round(Number(/€([\d.]+)$/.exec(line ?? '')?.[1]) * 100);

it('takes the fees and the VAT of an event, and shows what they mean before they are saved', async () => {
  const { eventId } = await drop({ name: 'With Fees', currency: 'EUR', tiers: [{ name: 'Stalls', capacity: 40 }] });
  const { page } = await visitor({ size: 'desktop' });
  await page.goto(`/organiser/events/${eventId}`);
  await signIn(page);
  await page.getByLabel('Fixed fee for each ticket').fill('0.999');
  await see(page, 'Only an amount such as 25 or 25.50.');
  await page.getByLabel('Fixed fee for each ticket').fill('0.99');
  await page.getByLabel('Fee in % of the price').fill('250');
  await see(page, 'At most 100.');
  await page.getByLabel('Fee in % of the price').fill('2.5');
  await page.getByLabel('VAT rate in %').fill('19');
  await see(page, /A ticket for €25\.00 costs its buyer €26\.62\. The fee is €1\.62, on top\./);
  await see(page, /€20\.75 are left for you\./);
  await inspect(page, 'organiser-fees');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await see(page, /^€26\.62 \(€25\.00 \+ €1\.62 fee, incl\. 19\s%\sVAT\) · 40 tickets/u);
  const terms = { fee_fixed_cents: 99, fee_percent_bp: 250, fee_paid_by: 'buyer', vat_rate_bp: 1_900 };
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject(terms);

  await page.getByLabel('Fixed fee for each ticket').fill('30');
  await page.getByLabel('Who pays the fees').selectOption('organiser');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await see(page, /A fee of EUR\s30\.63 cannot be taken from a ticket for EUR\s25\.00\./u);
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject(terms);
});

it('shows a buyer the full price first, and on the receipt lines that add up to what was paid', async () => {
  const fees = { fee_fixed_cents: 99, fee_percent_bp: 250, vat_rate_bp: 1_900 };
  const tiers = [{ name: 'Stalls', capacity: 40 }];
  const { eventId, orders } = await drop({ name: 'With Fees', currency: 'EUR', ...fees, tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.open();
  await ada.see('€26.62');
  await ada.see(/^€25\.00 \+ €1\.62 fee, incl\. 19\s%\sVAT$/u);
  await inspect(page, 'event-with-fees');
  await ada.enter();
  await ada.press('One ticket more');
  await page.getByRole('button', { name: 'Hold 2 for €53.24' }).waitFor();
  await inspect(page, 'choose-with-fees');
  await ada.press('Hold 2 for €53.24');
  await ada.heading('Your tickets are held');
  const lines = ['Stalls 2 × €25.00', 'Fees €3.24', 'Total €53.24', 'incl. 19 % VAT €8.50'];
  expect(await summary(page)).toEqual(lines);
  const email = `ada.${randomUUID().slice(0, 8)}@example.org`;
  await page.getByLabel('E-mail').fill(email);
  await ada.toPayment();
  expect(await summary(page)).toEqual(lines);
  await inspect(page, 'payment-with-fees');
  await ada.press('Pay €53.24');
  await ada.heading('You are going!');
  await ada.see('Paid €53.24 for 2 tickets.');
  await page.locator('.summary').waitFor();
  expect(await summary(page)).toEqual(lines);
  await inspect(page, 'order-with-fees');
  const [order] = await orders();
  expect(order).toMatchObject({ total_price_cents: 5_324, fees_cents: 324, vat_cents: 850 });

  const { page: mailbox } = await visitor({ baseUrl: inject('mailboxUrl'), size: 'desktop' });
  await mailbox.goto('/');
  const row = mailbox.getByRole('row').filter({ hasText: email });
  await row.waitFor({ timeout: 30_000 });
  await row.getByRole('link').click();
  const mail = mailbox.frameLocator('iframe');
  const value = (name: string) => mail.getByText(name, { exact: true }).locator('xpath=ancestor::tr[1]').innerText();
  await mail.getByText('Fees', { exact: true }).waitFor();
  const [price, fee, paid, vat] = await Promise.all(['Price', 'Fees', 'Paid', 'Includes 19 % VAT'].map(value));
  expect([euros(price), euros(fee), euros(paid), euros(vat)]).toEqual([5_000, 324, 5_324, 850]);
  expect(euros(price) + euros(fee)).toBe(euros(paid));

  const { page: console } = await visitor({ size: 'desktop' });
  await console.goto(`/organiser/orders/${order!.id}`);
  await signIn(console);
  await see(console, '€3.24, paid by the buyer in the total');
  await inspect(console, 'organiser-order-with-fees');
  await console.goto(`/organiser/events/${eventId}/money`);
  const rows = console.getByRole('region', { name: 'By tier' }).getByRole('row');
  await eventually(
    () => rows.allInnerTexts(),
    (texts) => /^Stalls\s+€53\.24(\s+€0\.00){2}\s+€3\.24\s+€0\.00\s+€8\.50\s+€41\.50\s+1\s+2$/.test(texts[1] ?? ''),
  );
  await inspect(console, 'organiser-money-with-fees');
});

it('tells a buyer who chooses while the fees change what a ticket costs now', async () => {
  const { eventId, tiers } = await drop({ currency: 'EUR' });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  // The page does not learn of the fee before the button is pressed.
  await page.route('**/availability', () => undefined);
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { fee_fixed_cents: 150 } });
  await ada.press('Hold 1 for €25.00');
  await ada.see('One of these tickets now costs €26.50.');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
  await page.unroute('**/availability');
  await page.reload();
  await ada.press('Hold 1 for €26.50');
  await ada.heading('Your tickets are held');
});
