import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';

const { admin, adminToken, drop } = stack();
const { visitor } = browser();

async function openSignedIn(path: string) {
  const opened = await visitor({ size: 'desktop' });
  await opened.page.goto(path);
  await signIn(opened.page);
  return opened;
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Admin token').fill(adminToken);
  await page.getByRole('button', { name: 'Open the console' }).click();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const waitForText = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

it('opens only with the right token, and keeps it only in the tab', async () => {
  const { page, context } = await visitor({ size: 'desktop' });
  await page.goto('/organiser');
  await button(page, 'Open the console').click();
  await waitForText(page, 'Type or paste the token first.');
  await page.getByLabel('Admin token').fill('not-the-token-at-all');
  await button(page, 'Open the console').click();
  await waitForText(page, /This is not the token of this installation/);
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

it('lists every event by its status, including drafts', async () => {
  await drop({ name: 'A hidden plan', status: 'draft' });
  await drop({ name: 'An open sale' });
  const { page } = await openSignedIn('/organiser');
  const listed = (heading: string, name: string) =>
    page
      .locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) })
      .getByRole('link', { name, exact: true });
  await listed('Drafts', 'A hidden plan').waitFor();
  await listed('On sale', 'An open sale').waitFor();
  await inspect(page, 'organiser-events');
});

it('changes an event and its tiers, and shows the server’s errors at their fields', async () => {
  const { eventId, tierIds, buyer } = await drop({
    name: 'Before',
    capacity: 10,
    tiers: [
      { name: 'Stalls', capacity: 10 },
      { name: 'Balcony', capacity: 5 },
    ],
  });
  const { page } = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Name', { exact: true }).fill('After');
  await page.getByLabel('Tickets for each buyer').fill('3');
  await button(page, 'Save the changes').click();
  await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({
    name: 'After',
    purchase_limit: 3,
    wave_size: 5_000,
  });

  await button(page, 'Edit Stalls').click();
  const line = page.locator('li', { has: page.getByLabel('Name of the tier') });
  await line.getByLabel('Tickets').fill('2');
  // A buyer reserves more tickets than the form's new capacity.
  await (await buyer().enter()).reserve(3);
  await button(page, 'Save the tier').click();
  await waitForText(page, /0 tickets of this tier are sold and 3 are held/);
  expect(await line.getByLabel('Tickets').getAttribute('aria-invalid')).toBe('true');
  await line.getByLabel('Tickets').fill('20');
  await line.getByLabel('Name of the tier').fill('Balcony');
  await button(page, 'Save the tier').click();
  await waitForText(page, /a tier called Balcony already/);
  await inspect(page, 'organiser-event');
  await line.getByLabel('Name of the tier').fill('Parterre');
  await line.getByLabel('Price in USD').fill('free');
  await waitForText(page, 'Only an amount such as 25 or 25.50.');
  await line.getByLabel('Price in USD').fill('99');
  await button(page, 'Save the tier').click();
  await waitForText(page, '20 tickets, 0 sold, 3 held');
  expect((await admin(`/admin/tiers/${tierIds[0]}`)).body).toMatchObject({
    name: 'Parterre',
    price_cents: 9_900,
    capacity: 20,
  });
});

it('asks for a new token when the old one is rejected, and loses no input', async () => {
  const { eventId } = await drop({ status: 'draft' });
  const { page } = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Description').fill('Written with much care.');
  // The API gets a different token than the page sent, as after a restart with a new token.
  await page.route('**/api/admin/**', (route) =>
    route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer the-one-of-yesterday' } }),
  );
  await button(page, 'Save the changes').click();
  await page.getByRole('dialog', { name: 'The token is not accepted any more' }).waitFor();
  await inspect(page, 'organiser-token-ended');
  await page.keyboard.press('Escape');
  await waitForText(page, 'The admin token is not accepted any more.');
  expect(await page.getByLabel('Description').inputValue()).toBe('Written with much care.');
  await button(page, 'Try again').click();
  await page.getByRole('dialog').waitFor();
  await page.unroute('**/api/admin/**');
  await page.getByRole('dialog').getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await eventually(
    () => admin(`/admin/events/${eventId}`),
    ({ body }) => body.description === 'Written with much care.',
  );
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
});

it('closes a sale, opens it again and cancels it, each after a confirmation', async () => {
  const { eventId } = await drop();
  const { page } = await openSignedIn(`/organiser/events/${eventId}`);
  const change = async (label: string, effect: RegExp, answer = label) => {
    await button(page, label).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(effect).waitFor();
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
  await waitForText(page, 'A cancelled event stays cancelled.');
  expect(await status()).toBe('canceled');
});
