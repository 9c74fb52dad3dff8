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

it('shows both where a colleague changed the same of a tier, and saves what is chosen', async () => {
  const { eventId, tierIds } = await drop({ tiers: [{ name: 'Stalls', capacity: 100 }] });
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await button(page, 'Edit Stalls').click();
  const line = page.locator('li', { has: page.getByLabel('Name of the tier') });
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { capacity: 500, price_cents: 900 } });
  await line.getByLabel('Tickets', { exact: true }).fill('80');
  await button(page, 'Save the tier').click();
  const clash = page.getByRole('alert').filter({ hasText: 'Somebody else changed this meanwhile' });
  await clash.getByText('Now: 500').waitFor();
  await clash.getByText('Yours: 80').waitFor();
  expect(await clash.getByRole('term').allInnerTexts()).toEqual(['Tickets']);
  await inspect(page, 'organiser-clash');
  expect((await admin(`/admin/tiers/${tierIds[0]}`)).body).toMatchObject({ capacity: 500, price_cents: 900 });
  await button(page, 'Save mine').click();
  await page.getByText('80 tickets, 0 sold, 0 held').waitFor();
  expect((await admin(`/admin/tiers/${tierIds[0]}`)).body).toMatchObject({ capacity: 80, price_cents: 900 });
});

it('shows both where a colleague changed the same of an event, and gives up what was typed', async () => {
  const { eventId } = await drop({ name: 'First', venue: 'The Hall', purchase_limit: 4 });
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Venue').fill('The Barn');
  await page.getByLabel('Name', { exact: true }).fill('Second');
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { venue: 'The Arena', purchase_limit: 5 } });
  await button(page, 'Save the changes').click();
  await page.getByText('Now: The Arena').waitFor();
  await button(page, 'Take theirs').click();
  expect(await page.getByLabel('Venue').inputValue()).toBe('The Arena');
  await button(page, 'Save the changes').click();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({
    name: 'Second',
    venue: 'The Arena',
    purchase_limit: 5,
  });
});

it('shows both where a colleague changed the same of the waves', async () => {
  const { eventId } = await drop({ wave_size: 10, wave_interval_ms: 60_000 });
  const page = await openSignedIn(`/organiser/events/${eventId}/live`);
  await page.getByLabel('People in a wave').fill('20');
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { wave_size: 30 } });
  await button(page, 'Change the waves').click();
  await page.getByText('Now: 30', { exact: true }).waitFor();
  await button(page, 'Save mine').click();
  await page.getByText('Saved: it counts from the next wave on.').waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body).toMatchObject({ wave_size: 20 });
});

it('asks again before the status changes on top of what a colleague changed', async () => {
  const { eventId } = await drop();
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByRole('heading', { name: 'Tiers' }).waitFor();
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { name: 'Another name' } });
  await button(page, 'Close the sale').click();
  const dialog = page.getByRole('dialog', { name: 'Close the sale?' });
  await dialog.getByRole('button', { name: 'Close the sale' }).click();
  await dialog.getByText('Somebody else changed this meanwhile').waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body.status).toBe('on_sale');
  await dialog.getByRole('button', { name: 'Close the sale' }).click();
  await page.getByText('Saved: the event is closed now.').waitFor();
  await page.getByRole('heading', { name: 'Another name', level: 1 }).waitFor();
});

it('asks before a start in the past closes the sale', async () => {
  const { eventId } = await drop();
  const page = await openSignedIn(`/organiser/events/${eventId}`);
  await page.getByLabel('Sale opens').fill('2026-01-01T10:00');
  await page.getByLabel('Event starts').fill('2026-01-01T20:00');
  await button(page, 'Save the changes').click();
  const dialog = page.getByRole('dialog', { name: 'Save this and close the sale?' });
  await inspect(page, 'organiser-would-close');
  await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  expect(await page.getByLabel('Event starts').inputValue()).toBe('2026-01-01T20:00');
  expect((await admin(`/admin/events/${eventId}`)).body.status).toBe('on_sale');
  await button(page, 'Save the changes').click();
  await dialog.getByRole('button', { name: 'Save and close the sale' }).click();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  expect((await admin(`/admin/events/${eventId}`)).body.status).toBe('closed');
});

it('shows what counts where a setting is empty', async () => {
  const page = await openSignedIn('/organiser/events/new');
  const { body: defaults } = await admin('/admin/defaults');
  await page.getByText(`Empty: ${defaults.wave_size}.`).first().waitFor();
  await page
    .getByText(`Empty: ${defaults.wave_interval_ms / 1_000}.`)
    .first()
    .waitFor();
  await page.getByText(`How long tickets are held. Empty: ${defaults.reservation_ttl_seconds}.`).waitFor();
  await inspect(page, 'organiser-new-event');
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
