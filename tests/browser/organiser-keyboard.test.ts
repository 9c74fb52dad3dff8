import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { eventually, listedEvents, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';

const { admin, adminToken, call } = stack();
const { visitor } = browser();

/** The accessible name of the focused element: its <label>, its own label, or its text. */
const focused = (page: Page) =>
  page.evaluate<string | undefined>(`
    document.activeElement.labels?.[0]?.textContent ??
      document.activeElement.getAttribute('aria-label') ??
      document.activeElement.textContent`);
const waitForText = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

it('creates and publishes an event with the keyboard alone', async () => {
  const { page } = await visitor({ size: 'desktop' });
  const name = `Made by keys ${Date.now()}`;
  const press = (key: string) => page.keyboard.press(key);
  /** Presses a key until the element with this name has the focus. */
  const reach = async (wanted: string, key = 'Tab') => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      if ((await focused(page)) === wanted) return;
      await press(key);
    }
    throw new Error(`${wanted} is not reached with ${key}`);
  };
  const type = async (label: string, value: string) => {
    await reach(label);
    await page.keyboard.type(value);
  };
  /** Types the second of February at 10:10, which is the same in every browser's order of day and month. */
  const typeDateTime = async (year: number) => {
    await page.keyboard.type(`0202${year}`);
    await press('ArrowRight');
    await page.keyboard.type('1010AM');
  };

  await page.goto('/organiser');
  await page.getByLabel('Admin token').waitFor();
  await type('Admin token', adminToken);
  await press('Enter');
  await page.getByRole('link', { name: 'New event' }).waitFor();
  await reach('New event');
  await press('Enter');
  await page.getByLabel('Name').waitFor();
  await type('Name', name);
  await press('Enter');
  // The first invalid field gets the focus.
  await eventually(
    () => focused(page),
    (at) => at === 'Venue',
  );
  await type('Venue', 'The Hall');
  await reach('Sale opens');
  await typeDateTime(2028);
  await reach('Event starts');
  await typeDateTime(2027);
  await waitForText(page, 'Tickets go on sale before the event starts.');
  await inspect(page, 'organiser-new-event');
  for (let part = 0; part < 6; part += 1) await press('ArrowLeft');
  await typeDateTime(2029);
  await reach('People in a wave');
  await page.keyboard.type('0');
  await waitForText(page, 'At least 1.');
  await press('Backspace');
  await page.keyboard.type('50');
  await reach('Save the draft');
  await press('Enter');

  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await waitForText(page, /There is nothing to sell yet/);
  await reach('Add a tier');
  await press('Enter');
  await type('Name of the tier', 'Stalls');
  await type('Price in USD', '25,50');
  await type('Tickets', '80');
  await reach('Add the tier');
  await press('Enter');
  await waitForText(page, /US?\$25\.50 · 80 tickets/);
  await reach('Publish', 'Shift+Tab');
  await press('Enter');
  await waitForText(page, /Buyers see it from now on/);
  await press('Escape');
  await eventually(
    () => focused(page),
    (at) => at === 'Publish',
  );
  await press('Enter');
  await reach('Publish');
  await press('Enter');
  await page.locator('main .badge').getByText('Scheduled').waitFor();

  const created = (await listedEvents(call)).find((event) => event.name === name);
  expect(created).toMatchObject({
    venue: 'The Hall',
    on_sale_at: '2028-02-02T10:10:00.000Z',
    starts_at: '2029-02-02T10:10:00.000Z',
  });
  expect((await call(`/events/${created.id}`)).body.tiers).toMatchObject([
    { name: 'Stalls', price_cents: 2_550, capacity: 80, per_user_limit: 6 },
  ]);
  expect((await admin(`/admin/events/${created.id}`)).body).toMatchObject({ wave_size: 50, wave_interval_ms: null });
});
