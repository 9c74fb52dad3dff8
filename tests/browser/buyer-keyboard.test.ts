import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';
import { shopper } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();

/** The accessible name of the focused element: its own label, its <label>, or its text. */
const focused = (page: Page) =>
  page.evaluate<string>(`
    document.activeElement.getAttribute('aria-label') ??
      document.activeElement.labels?.[0]?.innerText ??
      document.activeElement.innerText`);

/** Presses Tab until the element with this name has the focus. Fails after 15 steps. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  while (!name.test(passed.at(-1) ?? '')) {
    expect(passed.length, `never came to ${name}: ${passed.join(' | ')}`).toBeLessThan(15);
    await page.keyboard.press('Tab');
    passed.push(await focused(page));
  }
  expect(
    await page.evaluate(`
      getComputedStyle(document.activeElement).outlineStyle !== 'none' ||
        document.activeElement.matches('.option input, .event-card a')`),
    `${name} shows its focus`,
  ).toBe(true);
}

it('buys a ticket with the keyboard alone', async () => {
  const { eventId, orders } = await drop({
    name: `Keys ${crypto.randomUUID()}`,
    tiers: [
      { name: 'Standing', capacity: 9 },
      { name: 'Balcony', capacity: 9, price_cents: 4_000 },
    ],
  });
  const { page } = await visitor({ size: 'desktop' });
  const ada = shopper(page, eventId);
  await page.goto(`/events/${eventId}`);
  await page.getByRole('button', { name: 'Join the waiting room' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await tabTo(page, /^Join the waiting room/);
  await page.keyboard.press('Enter');

  await ada.heading('Choose your tickets');
  await ada.see('Time to choose');
  await tabTo(page, /Standing/);
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /One ticket more/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Hold 2 for US\$80/);
  await page.keyboard.press('Enter');

  await ada.heading('Your tickets are held');
  await tabTo(page, /Go to payment/);
  await page.keyboard.press('Enter');
  await ada.heading('Pay for your tickets');
  expect(await focused(page)).toBe('Pay for your tickets');
  await tabTo(page, /Test card that pays/);
  await tabTo(page, /^Pay /);
  await page.keyboard.press('Enter');

  await ada.heading('You are going!');
  expect(await orders()).toMatchObject([{ quantity: 2, total_price_cents: 8_000 }]);
  await tabTo(page, /Add to calendar/);
  await tabTo(page, /QR code|Tap to show/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
