import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { shopper } from './shopper.ts';

const { admin, adminToken, drop } = stack();
const { visitor } = browser();

const signIn = async (page: Page) => {
  await page.getByLabel('Admin token').fill(adminToken);
  await page.getByRole('button', { name: 'Open the console' }).click();
};
const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
/** What a page shows as money, each amount once. */
const amounts = async (page: Page) => [
  ...new Set((await page.locator('body').innerText()).match(/[A-Z]{0,3}[$¥€£]\s?[\d.,]*\d/g)),
];

it('sells in a currency without decimals, with the right price on every page', async () => {
  const tiers = [{ name: 'Stalls', capacity: 40, price_cents: 8_800 }];
  const { eventId, orders } = await drop({ name: 'In Tokyo', currency: 'JPY', tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.open();
  expect(await amounts(page)).toEqual(['JP¥8,800']);
  await inspect(page, 'event-in-yen');
  await ada.enter();
  await ada.press('One ticket more');
  await page.getByRole('button', { name: 'Hold 2 for JP¥17,600' }).waitFor();
  expect(await amounts(page)).toEqual(['JP¥8,800', 'JP¥17,600']);
  await inspect(page, 'choose-in-yen');
  await ada.press('Hold 2 for JP¥17,600');
  await ada.heading('Your tickets are held');
  await ada.see('2 × JP¥8,800');
  expect(await amounts(page)).toEqual(['JP¥8,800', 'JP¥17,600']);
  await ada.toPayment();
  await page.getByRole('button', { name: 'Pay JP¥17,600' }).waitFor();
  expect(await amounts(page)).toEqual(['JP¥8,800', 'JP¥17,600']);
  await inspect(page, 'payment-in-yen');
  await ada.press('Pay JP¥17,600');
  await ada.heading('You are going!');
  await ada.see('Paid JP¥17,600 for 2 tickets.');
  expect(await orders()).toMatchObject([{ total_price_cents: 17_600, currency: 'JPY' }]);

  const { page: console } = await visitor({ size: 'desktop' });
  await console.goto(`/organiser/events/${eventId}/live`);
  await signIn(console);
  await see(console, 'JP¥17,600');
  expect(await amounts(console)).toEqual(['JP¥17,600']);
  await console.goto(`/organiser/events/${eventId}`);
  await see(console, /^JP¥8,800 · 40 tickets, 2 sold/);
});

it('tells a buyer who chooses while the organiser takes another currency', async () => {
  const { eventId, orders, tiers } = await drop({ currency: 'USD' });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  // The page does not learn of the new currency before the button is pressed.
  await page.route('**/availability', () => undefined);
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { currency: 'JPY' } });
  await ada.press(/^Hold 1 for US\$25\.00/);
  await ada.see('One of these tickets now costs JP¥2,500.');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
  await page.unroute('**/availability');
  await page.reload();
  await ada.press(/^Hold 1 for JP¥2,500/);
  await ada.heading('Your tickets are held');
  expect(await orders()).toEqual([]);
});

it('takes prices with the decimals of the event’s currency, which stays once tickets are held', async () => {
  const { page } = await visitor({ size: 'desktop' });
  await page.goto('/organiser/events/new');
  await signIn(page);
  const currency = page.getByLabel('Currency');
  await currency.waitFor();
  expect(await currency.inputValue()).toBe('USD');
  await page.getByLabel('Name', { exact: true }).fill('In Kuwait');
  await page.getByLabel('Venue', { exact: true }).fill('The Hall');
  await page.getByLabel('Sale opens').fill('2026-06-01T10:00');
  await page.getByLabel('Event starts').fill('2029-07-01T20:00');
  await currency.selectOption({ label: 'JPY · Japanese Yen' });
  await inspect(page, 'organiser-new-event-in-yen');
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('heading', { name: 'In Kuwait', level: 1 }).waitFor();
  const eventId = new URL(page.url()).pathname.split('/').at(-1)!;

  await page.getByText('Add a tier').click();
  await page.getByLabel('Price in JPY').fill('25.00');
  await see(page, 'JPY has no decimals: only a whole amount such as 2500.');
  await currency.selectOption('KWD');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByLabel('Name of the tier').fill('Stalls');
  await page.getByLabel('Price in KWD').fill('1,500');
  await see(page, /25\.500, with a point before the decimals/);
  await page.getByLabel('Price in KWD').fill('1.500');
  await page.getByLabel('Tickets', { exact: true }).fill('80');
  await page.getByRole('button', { name: 'Add the tier' }).click();
  await see(page, /^KWD\s1\.500 · 80 tickets/u);
  const { body: tiers } = await admin(`/admin/tiers?event_id=${eventId}`);
  expect(tiers).toMatchObject([{ name: 'Stalls', price_cents: 1_500 }]);

  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { status: 'on_sale' } });
  const { page: store } = await visitor();
  const ada = shopper(store, eventId);
  await ada.enter();
  await ada.see(/^KWD\s1\.500$/u);
  await ada.hold(1);
  await page.reload();
  await currency.selectOption('EUR');
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await see(page, /are held at this moment, at prices in KWD/);
  expect(await currency.getAttribute('aria-invalid')).toBe('true');
  await inspect(page, 'organiser-currency-fixed');
  expect((await admin(`/admin/events/${eventId}`)).body.currency).toBe('KWD');
});
