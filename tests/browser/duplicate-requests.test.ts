import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';
import { shopper } from './shopper.ts';

const { drop, admin, db } = stack();
const { visitor } = browser();

/** Records the idempotency key of each POST to a path that a page sends. */
function recordPosts(page: Page, path: string) {
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith(path)) keys.push(request.headers()['idempotency-key']);
  });
  return keys;
}

it('a double click takes one place', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page } = await visitor();
  const joins = recordPosts(page, '/join');
  const ada = shopper(page, eventId);
  await ada.open();
  await page.getByRole('button', { name: 'Join the waiting room' }).dblclick();
  await ada.see('You are number 1 of 1 in line');
  expect(joins).toHaveLength(1);
});

it('a double click at every step of a purchase buys once', async () => {
  const { eventId, orders } = await drop();
  const { page } = await visitor();
  const sent = ['/reservations', '/checkout/sessions', '/checkout/confirm'].map((path) => recordPosts(page, path));
  const ada = shopper(page, eventId);
  await ada.enter();
  await page.getByRole('button', { name: /^Hold / }).dblclick();
  await ada.heading('Your tickets are held');
  await page.getByRole('button', { name: 'Go to payment' }).dblclick();
  await ada.heading('Pay for your tickets');
  await page.getByRole('button', { name: /^Pay / }).dblclick();
  await ada.heading('You are going!');
  expect(sent.map((posts) => posts.length)).toEqual([1, 1, 1]);
  expect(await orders()).toHaveLength(1);
});

it('two tabs that pay at the same moment get the same tickets', async () => {
  const { eventId, orders, tickets } = await drop();
  const { page, context } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold(2);
  await ada.toPayment();
  const secondTab = await context.newPage();
  const second = shopper(secondTab, eventId);
  await secondTab.goto(`/events/${eventId}/checkout`);
  await second.heading('Pay for your tickets');
  await Promise.all([ada.pay(), second.pay()]);
  const codes = (tab: Page) =>
    tab.getByRole('article').evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label')));
  expect(await codes(page)).toEqual(await codes(secondTab));
  expect([(await orders()).length, (await tickets()).length]).toEqual([1, 2]);
});

it('a checkout whose response was lost is requested again with the same key', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const keys = recordPosts(page, '/checkout/sessions');
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold();
  await page.route(
    '**/checkout/sessions',
    async (route) => {
      await route.fetch();
      await route.abort('failed');
    },
    { times: 1 },
  );
  await ada.press('Go to payment');
  await ada.see('We cannot reach the server');
  await page.reload();
  await ada.toPayment();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(await db.checkoutSession.count({ where: { reservation: { event_id: eventId } } })).toBe(1);
});

it('a hold whose response was lost is found after a reload', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await page.route(
    '**/reservations',
    async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      await route.abort('failed');
    },
    { times: 1 },
  );
  await ada.press(/^Hold /);
  await ada.see('We cannot reach the server');
  await page.reload();
  await ada.heading('Your tickets are held');
  expect((await admin(`/admin/events/${eventId}/status`)).body.total_active_holds).toBe(1);
});
