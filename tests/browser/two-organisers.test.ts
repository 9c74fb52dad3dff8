import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect, widths } from './browser.ts';

const { admin, adminToken, drop } = stack();
const { visitor } = browser();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function openSignedIn(path: string, size: keyof typeof widths = 'desktop') {
  const { page } = await visitor({ size });
  await page.goto(path);
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  return page;
}
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

it('keeps the capacity that a colleague set while somebody corrects the name of a tier', async () => {
  const { eventId, tierIds } = await drop({ tiers: [{ name: 'Stals', capacity: 100 }] });
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await button(page, 'Edit Stals').click();
  const line = page.locator('li', { has: page.getByLabel('Name of the tier') });
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { capacity: 500 } });
  await line.getByLabel('Name of the tier').fill('Stalls');
  await button(page, 'Save the tier').click();
  await page.getByText('500 tickets, 0 sold, 0 held').waitFor();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  expect((await admin(`/admin/tiers/${tierIds[0]}`)).body).toMatchObject({ name: 'Stalls', capacity: 500 });
  await inspect(page, 'organiser-saved');
});

it('keeps the interval that a colleague set while somebody changes the size of the waves', async () => {
  const { eventId } = await drop({ wave_size: 10, wave_interval_ms: 60_000 });
  const page = await openSignedIn(`/organiser/events/${eventId}/live`);
  await page.getByLabel('People in a wave').fill('20');
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { wave_interval_ms: 30_000 } });
  await page.getByText(/^Now: 10 people every 30 s/).waitFor();
  await button(page, 'Change the waves').click();
  await page.getByText('Saved: it counts from the next wave on.').waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ wave_size: 20, wave_interval_ms: 30_000 });
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { wave_size: 40 } });
  await eventually(
    () => page.getByLabel('People in a wave').inputValue(),
    (shown) => shown === '40',
  );
});

it('never takes back in a second save what a colleague changed before the first', async () => {
  const { eventId } = await drop({ name: 'First', venue: 'The Hall' });
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  const save = async (name: string) => {
    await page.getByLabel('Name', { exact: true }).fill(name);
    await button(page, 'Save the changes').click();
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  };
  await page.getByLabel('Venue').waitFor();
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { venue: 'The Arena' } });
  await save('Second');
  expect(await page.getByLabel('Venue').inputValue()).toBe('The Arena');
  await save('Third');
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ name: 'Third', venue: 'The Arena' });
});

it('sends nothing where nothing was edited, and says so', async () => {
  const { eventId } = await drop();
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  const changes: string[] = [];
  page.on('request', (request) => request.method() === 'PATCH' && changes.push(request.url()));
  await button(page, 'Save the changes').click();
  await page.getByText('Nothing was changed.').waitFor();
  expect(changes).toEqual([]);
});

it('asks before an event without tiers is published, and before a sale opens at once', async () => {
  const { eventId } = await drop({ status: 'draft', tiers: [], on_sale_at: inAnHour() });
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByText('There is nothing to sell yet').waitFor();
  await button(page, 'Publish').click();
  const dialog = (title: string) => page.getByRole('dialog', { name: title });
  await dialog('Publish this event without tiers?').getByText('It has no tiers yet').waitFor();
  await button(page, 'Leave it as it is').click();

  const ready = await drop({ status: 'draft' });
  await page.goto(`/organiser/events/${ready.eventId}`);
  await page.getByText('100 tickets, 0 sold').waitFor();
  await button(page, 'Publish').click();
  const opening = dialog('Publish this event and open its sale now?');
  await opening.getByText('The sale opens at once').waitFor();
  await inspect(page, 'organiser-publish-now');
  expect((await admin(`/admin/events/${ready.eventId}`)).body.status).toBe('draft');
  await opening.getByRole('button', { name: 'Publish and open the sale' }).click();
  await page.getByText('Saved: the event is on sale now.').waitFor();
});

it('keeps the state of reservations in sight on a phone', async () => {
  const { eventId, buyer } = await drop({ tiers: [{ name: 'Standing in the front block', capacity: 9 }] });
  await (await buyer().enter()).reserve(2);
  const page = await openSignedIn(`/organiser/events/${eventId}/live`, 'phone');
  const table = page.getByRole('region', { name: 'Latest reservations' });
  const state = table.getByRole('cell', { name: 'Held', exact: true });
  await state.waitFor();
  const isInSight = async () => {
    const { x, width } = (await state.boundingBox())!;
    return x >= 0 && x + width <= widths.phone.width;
  };
  expect(await isInSight()).toBe(true);
  await table.evaluate((region) => (region.scrollLeft = region.scrollWidth));
  expect(await isInSight()).toBe(true);
});
