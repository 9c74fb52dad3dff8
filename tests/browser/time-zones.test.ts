import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { buyerIdOf, shopper } from './shopper.ts';

const { admin, adminToken, drop } = stack();
const { visitor } = browser();

const newYear = { starts_at: '2027-01-01T00:30:00+01:00', time_zone: 'Europe/Berlin' };
const inBerlin = /\b1 Jan 2027, 0?0:30 in Berlin\b/;
const inNewYork = /\b31 Dec 2026, 18:30 for you, in New York\b/;

it('shows the time at the venue and the reader’s own, on the home page, the event’s page and the tickets', async () => {
  const { page } = await visitor({ timeZone: 'America/New_York' });
  await page.goto('/');
  const { eventId, buyer } = await drop({ name: 'New Year', ...newYear });
  await (await buyer(await buyerIdOf(page)).enter()).buy(1);
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'New Year' }) });
  await card.getByText(inBerlin).waitFor();
  await card.getByText(inNewYork).waitFor();
  await inspect(page, 'events-read-elsewhere');

  const ada = shopper(page, eventId);
  await ada.open();
  await ada.see(inBerlin);
  await ada.see(inNewYork);
  await inspect(page, 'event-read-elsewhere');

  await page.goto('/my-tickets');
  await ada.see(inBerlin);
  await ada.see(inNewYork);
  await inspect(page, 'ticket-read-elsewhere');
});

it('shows one time where the reader’s clock is that of the venue', async () => {
  const { eventId } = await drop(newYear);
  const { page } = await visitor({ timeZone: 'Europe/Paris' });
  const ada = shopper(page, eventId);
  await ada.open();
  await ada.see(inBerlin);
  expect(await page.getByText('for you').count()).toBe(0);
});

it('makes an event in the organiser’s time zone, and moves its times with another one', async () => {
  const { page } = await visitor({ size: 'desktop', timeZone: 'America/New_York' });
  await page.goto('/organiser/events/new');
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  const zone = page.getByLabel('Time zone');
  await zone.waitFor();
  expect(await zone.inputValue()).toBe('America/New_York');
  await page.getByLabel('Name', { exact: true }).fill('In a zone');
  await page.getByLabel('Venue', { exact: true }).fill('The Hall');
  await page.getByLabel('Sale opens').fill('2027-06-01T10:00');
  await page.getByLabel('Event starts').fill('2027-07-01T20:00');
  await page.getByText('Local time in New York.').waitFor();
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await page.getByRole('heading', { name: 'In a zone', level: 1 }).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const saved = async () => (await admin(`/admin/events/${id}`)).body;
  expect(await saved()).toMatchObject({ time_zone: 'America/New_York', starts_at: '2027-07-02T00:00:00.000Z' });

  await page.getByLabel('Time zone').fill('Europe/Atlantis');
  await page.getByText('Please choose one of the list').waitFor();
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByText('Local time in Berlin.').waitFor();
  await page.getByRole('button', { name: 'Save the changes' }).click();
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor();
  expect(await page.getByLabel('Event starts').inputValue()).toBe('2027-07-01T20:00');
  expect(await saved()).toMatchObject({ time_zone: 'Europe/Berlin', starts_at: '2027-07-01T18:00:00.000Z' });
});
