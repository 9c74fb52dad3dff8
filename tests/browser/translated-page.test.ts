import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser } from './browser.ts';
import { returnToTab, shopper } from './shopper.ts';
import { translatePage } from './translation.ts';

const { drop, admin, adminToken } = stack();
const { visitor } = browser();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function translatedVisitor() {
  const opened = await visitor();
  await opened.context.addInitScript(translatePage);
  return opened;
}

async function expectToChange(live: Locator): Promise<void> {
  const before = await live.innerText();
  await eventually(
    () => live.innerText(),
    (now) => now !== before,
    5_000,
  );
}

it('counts down on a translated page', async () => {
  const { eventId } = await drop({ name: 'Soon', status: 'scheduled', on_sale_at: inAnHour() });
  const { page } = await translatedVisitor();
  await page.goto('/');
  const card = page.getByRole('listitem').filter({ hasText: 'Soon' });
  await card.locator('font').first().waitFor();
  await expectToChange(card.locator('.badge').first());
  const ada = shopper(page, eventId);
  await ada.open();
  await expectToChange(page.getByRole('timer'));
  await ada.wait();
  await expectToChange(page.getByRole('timer'));
});

it('moves up the line on a translated page', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 2_500 });
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  for (let ahead = 0; ahead < 3; ahead += 1) await buyer().join();
  const { page } = await translatedVisitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('You are number 4 of 4 in line');
  await ada.see('Paused');
  await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
  await returnToTab(page);
  await ada.see(/^You are number [123] of/);
  await ada.see(/^Your turn in/);
  await ada.heading('Choose your tickets');
});

it('buys tickets on a translated page, which shows every number as it changes', async () => {
  const { eventId, buyer } = await drop({ tiers: [{ name: 'Standing', capacity: 60 }] });
  const { page } = await translatedVisitor();
  const ada = shopper(page, eventId);
  await ada.open();
  await ada.see('60 of 60 left');
  await (await buyer().enter()).buy(6);
  await ada.see('54 of 60 left');
  await ada.press('Join the waiting room');
  await ada.heading('Choose your tickets');
  await expectToChange(page.getByRole('timer'));
  await ada.hold(2);
  await ada.see('2 × US$25.00');
  await ada.toPayment();
  await ada.press('Pay US$50.00');
  await ada.heading('You are going!');
  expect(await page.getByRole('article').count()).toBe(2);
});

it('tells a buyer of a problem on a translated page, and when to try again', async () => {
  const { eventId } = await drop({ capacity: 3 });
  const { page } = await translatedVisitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  await ada.press(/^Hold /);
  await ada.see('The sale is paused');
  await admin(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' });
  await ada.press('Try again');
  await ada.see(/It is not your turn|Your place has ended/);
});

it('shows an organiser the figures of a sale on a translated page', async () => {
  const { eventId, buyer } = await drop({ capacity: 12 });
  const { page } = await translatedVisitor();
  await page.goto(`/organiser/events/${eventId}/live`);
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  const row = page.getByRole('region', { name: 'Sold by tier' }).getByRole('row').nth(1);
  await row.waitFor();
  expect(await row.innerText()).toMatch(/^Tier 1\s+0\s+0\s+12\s+12/);
  await (await buyer().enter()).buy(2);
  await eventually(
    () => row.innerText(),
    (text) => /^Tier 1\s+2\s+0\s+10\s+12/.test(text),
  );
  await page.locator('.figures-row > div', { hasText: 'Tickets sold' }).getByText('2', { exact: true }).waitFor();
});
