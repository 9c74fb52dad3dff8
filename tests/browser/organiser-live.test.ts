import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { rushKey } from '../../activities/waiting-room/keys.ts';
import { redisWaitingRoom } from '../../activities/waiting-room/waiting-room.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';

const { admin, adminToken, drop, environment, redis } = stack();
const { visitor } = browser();

async function openLiveView(eventId: string) {
  const opened = await visitor({ size: 'desktop' });
  await opened.page.goto(`/organiser/events/${eventId}/live`);
  await opened.page.getByLabel('Admin token').fill(adminToken);
  await opened.page.keyboard.press('Enter');
  await opened.page.getByRole('heading', { name: 'Over time' }).waitFor();
  return opened;
}

/** The main figures on the page, by name. */
async function figures(page: Page): Promise<Record<string, string>> {
  const pairs = await page.locator('.figures-row > div').allInnerTexts();
  return Object.fromEntries(pairs.map((pair) => pair.split(/\s*\n\s*/) as [string, string]));
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

it('shows changes of a sale within two seconds: people, tickets, refusals, reservations and workflows', async () => {
  const { eventId, buyer } = await drop({
    name: 'The Night',
    tiers: [
      { name: 'Stalls', capacity: 8 },
      { name: 'Balcony', capacity: 4 },
    ],
    wave_size: 2,
    wave_interval_ms: 60_000,
  });
  const { page } = await openLiveView(eventId);
  expect(await figures(page)).toMatchObject({
    'In line': '0',
    'Let in': '0',
    'Tickets held': '0',
    'Tickets sold': '0',
    'Tickets free': '12',
    'Next wave in': expect.stringMatching(/^[01]:\d\d$/),
  });

  const [ada, eve, waiting] = [await buyer().enter(), await buyer().enter(), buyer()];
  await waiting.join();
  await ada.buy(3);
  await eve.reserve(6, 1);
  const held = await eve.reserve(2);
  await eventually(
    () => figures(page),
    (now) =>
      now['Tickets sold'] === '3' && now['Tickets held'] === '2' && now['In line'] === '1' && now['Let in'] === '2',
    4_000,
  );

  const chart = (about: RegExp) => page.getByRole('img', { name: about });
  await chart(/^People, each 10 seconds: Arrived 3, Let in 2\.$/).waitFor();
  await chart(/^Tickets, each 10 seconds: Held 5, Sold 3\.$/).waitFor();
  expect(await page.locator('canvas').count()).toBe(2);
  await page.locator('dl.reasons').getByText('Not enough tickets were free').waitFor();
  expect(await page.getByRole('region', { name: 'Sold by tier' }).getByRole('row').allInnerTexts()).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Stalls\s+3\s+2\s+3\s+8/),
      expect.stringMatching(/^Balcony\s+0\s+0\s+4\s+4/),
    ]),
  );

  const row = page.getByRole('region', { name: 'Latest reservations' }).getByRole('row').nth(1);
  expect(await row.innerText()).toMatch(/Held\s+[23]:\d\d\s+\d\d:\d\d:\d\d\s+2\s+US?\$50\.00\s+Stalls/);
  const link = row.getByRole('link', { name: new RegExp(`^Workflow of reservation ${held.body.id}`) });
  const workflowId = encodeURIComponent(workflowIds.reservation(held.body.id));
  expect(await link.getAttribute('href')).toBe(
    `${environment['TEMPORAL_UI_URL']}/namespaces/default/workflows/${workflowId}`,
  );
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await page.content()).not.toContain(eve.id);

  await page.getByText('As a table').first().click();
  await inspect(page, 'organiser-live');
  await page.getByRole('radio', { name: 'Day' }).press(' ');
  await chart(/^Tickets, each 15 minutes: Held 5, Sold 3\.$/).waitFor();
});

it('says how many places are being written down while buyers go first, and nothing once they are', async () => {
  const { eventId } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
  const { page } = await openLiveView(eventId);
  // As if somebody bought, so that the worker takes its time.
  await redis.set(rushKey, 1, 'PX', 60_000);
  const room = redisWaitingRoom(redis);
  for (let i = 0; i < 1_000; i += 1) await room.join(eventId, { token: randomUUID() });
  const sentence = page.getByText(/^Being written down: [\d,]+, the oldest from [\w ]+ ago\. They have their places/);
  await sentence.waitFor();
  await redis.del(rushKey);
  await sentence.waitFor({ state: 'detached', timeout: 60_000 });
});

it('pauses the sale only after a confirmation, which explains the effect on buyers', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
  const [ada, waiting] = [await buyer().enter(), buyer()];
  await waiting.join();
  await ada.reserve(2);
  const { page } = await openLiveView(eventId);
  await eventually(
    () => figures(page),
    (now) => now['In line'] === '1' && now['Tickets held'] === '2',
  );
  const paused = async () => (await admin(`/admin/events/${eventId}`)).body.paused;
  await button(page, 'Pause the sale…').press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Pause the sale?' });
  expect(await dialog.innerText()).toMatch(
    /In line: 1 person\.[\s\S]*Let in already: 1 person\.[\s\S]*Held now: 2 tickets\./,
  );
  await inspect(page, 'organiser-pause');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(await paused()).toBe(false);

  await button(page, 'Pause the sale…').press('Enter');
  await dialog.getByRole('button', { name: 'Pause the sale' }).press('Enter');
  await button(page, 'Resume the sale…').waitFor();
  await page.getByText('On sale, paused').waitFor();
  expect(await paused()).toBe(true);
  expect((await waiting.status()).body).toMatchObject({ paused: true });
  expect(await figures(page)).toMatchObject({ 'Next wave in': '–' });

  await button(page, 'Resume the sale…').press('Enter');
  await page
    .getByRole('dialog', { name: 'Let the sale go on?' })
    .getByRole('button', { name: 'Resume the sale' })
    .press('Enter');
  await button(page, 'Pause the sale…').waitFor();
  expect(await paused()).toBe(false);
});

it('changes the size and the interval of the next waves', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 60_000 });
  const [first, second] = [await buyer().enter(), buyer()];
  await second.join();
  const { page } = await openLiveView(eventId);
  await page.getByLabel('People in a wave').fill('0');
  await page.getByText('At least 1.').waitFor();
  await page.getByLabel('People in a wave').fill('5');
  await page.getByLabel('Seconds between waves').fill('0.5');
  await page.getByText('Up to 600 people a minute.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(/^Now: 5 people every 0\.5 s/).waitFor();
  await eventually(second.status, ({ body }) => body.canEnter === true);
  expect((await first.status()).body.canEnter).toBe(true);
});

it('keeps the last figures while the network is down, says so, and recovers by itself', async () => {
  const { eventId, buyer } = await drop({ capacity: 5 });
  const { page, context } = await openLiveView(eventId);
  await context.setOffline(true);
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  expect(await figures(page)).toMatchObject({ 'Tickets free': '5' });
  await (await buyer().enter()).buy(2);
  await context.setOffline(false);
  await eventually(
    () => figures(page),
    (now) => now['Tickets sold'] === '2',
  );
  await page.getByRole('alert').waitFor({ state: 'detached' });
});

it('says when there is no such event', async () => {
  const { page } = await visitor({ size: 'desktop' });
  await page.goto('/organiser/events/7d5a0d5e-0000-4000-8000-000000000000/live');
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('There is no such event.').waitFor();
});

it('loads neither the console nor its charts on the pages of buyers', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const loaded = () =>
    page.evaluate<string[]>(`
      performance.getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/assets/'))`);
  await page.goto('/', { waitUntil: 'networkidle' });
  const first = await loaded();
  await page.goto(`/events/${eventId}`, { waitUntil: 'networkidle' });
  const buyers = new Set([...first, ...(await loaded())]);
  await page.goto('/organiser');
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'New event' }).waitFor();
  await page.goto(`/organiser/events/${eventId}/live`);
  await page.locator('canvas').first().waitFor();
  const organisers = (await loaded()).filter((path) => /console|live-page|save-row/.test(path));
  expect(organisers.filter((path) => path.endsWith('.js')).length).toBeGreaterThanOrEqual(3);
  expect(organisers.filter((path) => buyers.has(path))).toEqual([]);
});
