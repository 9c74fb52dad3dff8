import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';
import { decodeQr } from './qr-code.ts';
import { shopper } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();

it('takes a new buyer from the list of events through the waiting room to their tickets', async () => {
  const { eventId, orders, tickets } = await drop({
    name: 'The Two-Minute Demo',
    status: 'scheduled',
    on_sale_at: new Date(Date.now() + 5_000).toISOString(),
    tiers: [{ name: 'Standing', capacity: 40, per_user_limit: 4 }],
  });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await page.goto('/');
  await page.getByRole('link', { name: 'The Two-Minute Demo' }).click();
  await ada.see('The sale opens in');
  await ada.press('Take a place before it opens');
  await ada.see('You are in. The sale opens in');

  await ada.heading('Choose your tickets');
  await ada.press('One ticket more');
  await ada.press('Hold 2 for US$50.00');
  await ada.heading('Your tickets are held');
  await ada.toPayment();
  await ada.press('Pay US$50.00');
  await ada.heading('You are going!');

  const sold = await tickets();
  expect(sold).toHaveLength(2);
  expect(await orders()).toMatchObject([{ quantity: 2, total_price_cents: 5_000, status: 'paid' }]);
  await page.getByRole('link', { name: 'My tickets' }).first().click();
  await ada.heading('My tickets');
  const codes = page.getByRole('img', { name: /^QR code/ });
  await codes.nth(1).waitFor();
  const shown = await Promise.all((await codes.all()).map(decodeQr));
  expect(shown.toSorted()).toEqual(sold.map(({ code, qr_sig }) => `${code}.${qr_sig}`).toSorted());
});

it('gives tickets that cost nothing without asking for a card', async () => {
  const { eventId, orders } = await drop({ tiers: [{ capacity: 5, price_cents: 0 }] });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold(2);
  expect(await page.getByRole('radio').count()).toBe(0);
  await ada.press('Get your tickets');
  await ada.heading('You are going!');
  await ada.see('Nothing to pay for 2 tickets.');
  expect(await orders()).toMatchObject([{ quantity: 2, total_price_cents: 0, status: 'paid' }]);
});
