import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';

const { admin, adminToken, call, drop } = stack();
const { visitor } = browser();

async function signedIn(path: string) {
  const arrived = await visitor({ size: 'desktop' });
  await arrived.page.goto(path);
  await signIn(arrived.page);
  return arrived;
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Admin token').fill(adminToken);
  await page.getByRole('button', { name: 'Open the console' }).click();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** What the focused element is called: by its label, its own name, or its text. */
const focused = (page: Page) =>
  page.evaluate<string | undefined>('document.activeElement.labels?.[0]?.textContent ?? document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
const says = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

it('opens with the right token alone, and keeps it in the tab alone', async () => {
  const { page, context } = await visitor({ size: 'desktop' });
  await page.goto('/organiser');
  await button(page, 'Open the console').click();
  await says(page, 'Type or paste the token first.');
  await page.getByLabel('Admin token').fill('not-the-token-at-all');
  await button(page, 'Open the console').click();
  await says(page, /This is not the token of this installation/);
  expect(await page.getByLabel('Admin token').getAttribute('aria-invalid')).toBe('true');
  await inspect(page, 'organiser-sign-in');
  await signIn(page);
  await page.getByRole('heading', { name: 'Your events' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Your events' }).waitFor();
  expect(await page.evaluate('JSON.stringify({ ...localStorage }) + document.cookie')).not.toContain(adminToken);
  const other = await context.newPage();
  await other.goto('/organiser');
  await other.getByLabel('Admin token').waitFor();
  await button(page, 'Sign out').click();
  await page.reload();
  await page.getByLabel('Admin token').waitFor();
});

it('lists every event with where it stands, drafts too', async () => {
  await drop({ name: 'A hidden plan', status: 'draft' });
  await drop({ name: 'An open sale' });
  const { page } = await signedIn('/organiser');
  const listed = (heading: string, name: string) => page.locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) }).getByRole('link', { name, exact: true });
  await listed('Drafts', 'A hidden plan').waitFor();
  await listed('On sale', 'An open sale').waitFor();
  await inspect(page, 'organiser-events');
});

it('makes, fills and publishes an event with the keyboard alone', async () => {
  const { page } = await visitor({ size: 'desktop' });
  const name = `Made by keys ${Date.now()}`;
  const press = (key: string) => page.keyboard.press(key);
  /** Goes on until what is focused is called so: what cannot be reached that way is not reached. */
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
  /** The second of February at 10:10, which reads the same in the date order of every browser. */
  const typeMoment = async (year: number) => {
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
  // The first line that is wrong is where the organiser goes on.
  await eventually(() => focused(page), (at) => at === 'Venue');
  await type('Venue', 'The Hall');
  await reach('Sale opens');
  await typeMoment(2028);
  await reach('Event starts');
  await typeMoment(2027);
  await says(page, 'Tickets go on sale before the event starts.');
  await inspect(page, 'organiser-new-event');
  for (let part = 0; part < 6; part += 1) await press('ArrowLeft');
  await typeMoment(2029);
  await reach('People in a wave');
  await page.keyboard.type('0');
  await says(page, 'At least 1.');
  await press('Backspace');
  await page.keyboard.type('50');
  await reach('Save the draft');
  await press('Enter');

  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await says(page, /There is nothing to sell yet/);
  await reach('Add a tier');
  await press('Enter');
  await type('Name of the tier', 'Stalls');
  await type('Price in dollars', '25,50');
  await type('Tickets', '80');
  await reach('Add the tier');
  await press('Enter');
  await says(page, /US?\$25\.50 · 80 tickets/);
  await reach('Publish', 'Shift+Tab');
  await press('Enter');
  await says(page, /Buyers see it from now on/);
  await press('Escape');
  await eventually(() => focused(page), (at) => at === 'Publish');
  await press('Enter');
  await reach('Publish');
  await press('Enter');
  await page.locator('main .badge').getByText('Scheduled').waitFor();

  const made = (await call('/events')).body.find((event: { name: string }) => event.name === name);
  expect(made).toMatchObject({ venue: 'The Hall', on_sale_at: '2028-02-02T10:10:00.000Z', starts_at: '2029-02-02T10:10:00.000Z' });
  expect((await call(`/events/${made.id}`)).body.tiers).toMatchObject([{ name: 'Stalls', price_cents: 2_550, capacity: 80, per_user_limit: 6 }]);
  expect((await admin(`/admin/events/${made.id}`)).body).toMatchObject({ wave_size: 50, wave_interval_ms: null });
});

it('changes an event and its tiers, and says what the server refuses where it was typed', async () => {
  const { eventId, tierIds, buyer } = await drop({ name: 'Before', capacity: 10, tiers: [{ name: 'Stalls', capacity: 10 }, { name: 'Balcony', capacity: 5 }] });
  const { page } = await signedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Name', { exact: true }).fill('After');
  await page.getByLabel('Tickets for each buyer').fill('3');
  await button(page, 'Save the changes').click();
  await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ name: 'After', purchase_limit: 3, wave_size: 5_000 });

  await button(page, 'Edit Stalls').click();
  const line = page.locator('li', { has: page.getByLabel('Name of the tier') });
  await line.getByLabel('Tickets').fill('2');
  // Meanwhile somebody takes more than the form knows of.
  await (await buyer().enter()).reserve(3);
  await button(page, 'Save the tier').click();
  await says(page, /0 tickets of this tier are sold and 3 are held/);
  expect(await line.getByLabel('Tickets').getAttribute('aria-invalid')).toBe('true');
  await line.getByLabel('Tickets').fill('20');
  await line.getByLabel('Name of the tier').fill('Balcony');
  await button(page, 'Save the tier').click();
  await says(page, /a tier called Balcony already/);
  await inspect(page, 'organiser-event');
  await line.getByLabel('Name of the tier').fill('Parterre');
  await line.getByLabel('Price in dollars').fill('free');
  await says(page, 'Only an amount such as 25 or 25.50.');
  await line.getByLabel('Price in dollars').fill('99');
  await button(page, 'Save the tier').click();
  await says(page, '20 tickets, 0 sold, 3 held');
  expect((await admin(`/admin/tiers/${tierIds[0]}`)).body).toMatchObject({ name: 'Parterre', price_cents: 9_900, capacity: 20 });
});

it('asks for a token that ended in the middle of work, and loses nothing typed', async () => {
  const { eventId } = await drop({ status: 'draft' });
  const { page } = await signedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Description').fill('Written with much care.');
  // The API hears another token than the page has, as after a restart with a new one.
  await page.route('**/api/admin/**', (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer the-one-of-yesterday' } }));
  await button(page, 'Save the changes').click();
  await page.getByRole('dialog', { name: 'The token is not accepted any more' }).waitFor();
  await inspect(page, 'organiser-token-ended');
  await page.keyboard.press('Escape');
  await says(page, 'The admin token is not accepted any more.');
  expect(await page.getByLabel('Description').inputValue()).toBe('Written with much care.');
  await button(page, 'Try again').click();
  await page.getByRole('dialog').waitFor();
  await page.unroute('**/api/admin/**');
  await page.getByRole('dialog').getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await eventually(() => admin(`/admin/events/${eventId}`), ({ body }) => body.description === 'Written with much care.');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

it('closes a sale, opens it again and cancels it, each after asking', async () => {
  const { eventId } = await drop();
  const { page } = await signedIn(`/organiser/events/${eventId}`);
  const change = async (first: string, meaning: RegExp, answer = first) => {
    await button(page, first).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(meaning).waitFor();
    await dialog.getByRole('button', { name: answer, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  };
  const status = async () => (await admin(`/admin/events/${eventId}`)).body.status;
  await change('Close the sale', /Nobody can reserve any more/, 'Leave it as it is');
  expect(await status()).toBe('on_sale');
  await change('Close the sale', /Nobody can reserve any more/);
  expect(await status()).toBe('closed');
  await change('Open the sale again', /Buyers see it from now on/);
  await eventually(status, (now) => now === 'on_sale');
  await page.reload();
  await change('Cancel the event', /This cannot be undone/);
  await says(page, 'A cancelled event stays cancelled.');
  expect(await status()).toBe('canceled');
});
