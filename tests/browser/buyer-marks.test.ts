import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { returnToTab, shopper } from './shopper.ts';

const { admin, drop } = stack();
const { visitor } = browser();

it('marks the events that a buyer waits for, holds tickets of and owns tickets of', async () => {
  const inLine = await drop({ name: 'Waited for', wave_size: 1, wave_interval_ms: 600_000 });
  await inLine.buyer().enter();
  const held = await drop({ name: 'Held' });
  const owned = await drop({ name: 'Owned' });
  await drop({ name: 'Unknown to the buyer' });
  const { page } = await visitor();
  await shopper(page, inLine.eventId).wait();
  await shopper(page, owned.eventId).buy(2);
  const holder = shopper(page, held.eventId);
  await holder.enter();
  await holder.hold();

  await page.goto('/');
  const card = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
  await card('Waited for').getByText('You are in line').waitFor();
  await card('Held').getByText('You hold tickets').waitFor();
  await card('Owned').getByText('You own 2 tickets').waitFor();
  expect(await card('Unknown to the buyer').getByText(/^You /).count()).toBe(0);
  await inspect(page, 'events-with-marks');

  for (const [eventId, mark] of [
    [inLine.eventId, 'You are in line'],
    [held.eventId, 'You hold tickets'],
    [owned.eventId, 'You own 2 tickets'],
  ] as const) {
    await shopper(page, eventId).open();
    await page.locator('.badges').getByText(mark).waitFor();
  }
});

it('asks nothing about a buyer who has done nothing', async () => {
  await drop();
  const { page } = await visitor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/');
  await page.getByRole('heading', { name: 'On sale now' }).waitFor();
  await returnToTab(page);
  expect(asked.filter((path) => path.startsWith('/api/') && path !== '/api/events')).toEqual([]);
});

it('says on the event’s page and in the list when few are left, when it is paused, and when all is sold', async () => {
  const { eventId, buyer } = await drop({
    name: 'Almost gone',
    purchase_limit: 8,
    tiers: [{ name: 'Standing', capacity: 12, per_user_limit: 8 }],
  });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.open();
  const badge = (text: string) => page.locator('.badges').getByText(text, { exact: true });
  await badge('On sale now').waitFor();
  await ada.see('12 of 12 left');
  await (await buyer().enter()).buy(8);
  await badge('Few left').waitFor();
  await ada.see('Only 4 of 12 left');
  await inspect(page, 'event-few-left');
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  await returnToTab(page);
  await badge('Paused').waitFor();
  await page.goto('/');
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Almost gone' }) });
  await card.getByText('Paused', { exact: true }).waitFor();
  await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
  await card.getByText('Few left', { exact: true }).waitFor();
  await (await buyer().enter()).buy(4);
  await card.getByText('Sold out', { exact: true }).waitFor();
  await inspect(page, 'events-sold-out');
});
