import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { returnToTab, shopper } from './shopper.ts';

const { drop, admin } = stack();
const { visitor } = browser();

/** Records the page's notifications and sounds in `signals`, and has `document.hidden` return `tabHidden`. */
const recordSignals = `
  globalThis.signals = { notifications: [], sounds: 0 };
  Notification = class extends Notification {
    constructor(title, ...rest) {
      super(title, ...rest);
      signals.notifications.push(title);
    }
  };
  AudioContext = class extends AudioContext {
    constructor() {
      super();
      signals.sounds += 1;
    }
  };
  Object.defineProperty(document, 'hidden', { get: () => globalThis.tabHidden ?? false });
`;
const hideTab = "globalThis.tabHidden = true; document.dispatchEvent(new Event('visibilitychange'))";

it('moves only forward, wave by wave, until the buyer’s turn', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 2_500 });
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  for (let ahead = 0; ahead < 4; ahead += 1) await buyer().join();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('The organiser has paused the sale.');
  await page.evaluate(`
    globalThis.bar = []; globalThis.numbers = [];
    new MutationObserver(() => {
      const progress = document.querySelector('progress');
      if (progress) bar.push(progress.value);
      const number = /You are number (\\d+)/.exec(document.body.innerText)?.[1];
      if (number) numbers.push(Number(number));
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  `);
  await admin(`/admin/events/${eventId}/resume`, { method: 'POST' });
  await returnToTab(page);
  await ada.heading('Choose your tickets');
  const [bar, numbers] = await page.evaluate<[number[], number[]]>('[bar, numbers]');
  expect(bar).toEqual(bar.toSorted((a, b) => a - b));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(new Set(numbers).size).toBeGreaterThan(1);
});

it('notifies a buyer in another tab by title, announcement and notification, without a sound by default', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 30_000 });
  await buyer().enter();
  const { page, context } = await visitor({ permissions: ['notifications'] });
  await context.addInitScript(recordSignals);
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('A notification comes too');
  await page.evaluate(hideTab);
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { wave_interval_ms: 200 } });
  await ada.heading('Choose your tickets');
  expect(await page.title()).toBe('It is your turn! · TicketDrop');
  await page.getByRole('status').filter({ hasText: 'It is your turn. You can choose your tickets now.' }).waitFor();
  expect(await page.evaluate('signals')).toEqual({ notifications: ['It is your turn'], sounds: 0 });
});

it('plays a sound where the buyer switched it on', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page, context } = await visitor();
  await context.addInitScript(recordSignals);
  const ada = shopper(page, eventId);
  await ada.wait();
  await page.getByRole('checkbox', { name: 'Play a sound' }).check();
  expect(
    await eventually(
      () => page.evaluate<{ sounds: number }>('signals'),
      ({ sounds }) => sounds > 0,
    ),
  ).toMatchObject({ sounds: 1 });
  await page.reload();
  expect(await page.getByRole('checkbox', { name: 'Play a sound' }).isChecked()).toBe(true);
});

it('warns buyers in line when all tickets are taken, and ends the wait when they are sold out', async () => {
  const { eventId, buyer, shownStock } = await drop({ capacity: 2, wave_size: 1, wave_interval_ms: 600_000 });
  const first = await buyer().enter();
  const held = await first.reserve(2);
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('All tickets are taken at this moment.');
  const session = await first.checkout(held.body.id);
  await first.confirm(session.body.id);
  await eventually(shownStock, ({ sold }) => sold === 2);
  await returnToTab(page);
  await ada.see('Every ticket for this event is paid for.');
  await ada.see(/Tickets that are returned may appear again/);
  expect(await page.getByText('Your turn in').count()).toBe(0);
  expect(await page.title()).toBe('Sold out · TicketDrop');
  await inspect(page, 'waiting-room-sold-out');
});

it('keeps the place of a buyer who closes the tab', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page, context } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await page.close();
  await buyer().join();
  const newTab = await context.newPage();
  await shopper(newTab, eventId).open();
  await newTab.getByRole('link', { name: 'Back to your place in line' }).click();
  await newTab.getByText('You are number 1 of 2 in line').waitFor();
});

it('says how long a buyer may choose, and until when the place is kept without this page', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000, access_ttl_seconds: 150 });
  await buyer().enter();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('Then you have 2 minutes 30 seconds to choose your tickets, and they are held for you while you pay.');
  await ada.see(
    /your place is kept for about 1 hour, until .*\. If your turn comes meanwhile, your 2 minutes 30 seconds/,
  );
});

it('lets the time to choose stand still while the sale is paused', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await admin(`/admin/events/${eventId}/pause`, { method: 'POST' });
  await returnToTab(page);
  await ada.see(/Your time to choose stands still/);
  await page.evaluate(`
    globalThis.clocks = new Set();
    const clock = document.querySelector('[role="timer"]');
    const note = () => clocks.add(clock.innerText);
    note();
    new MutationObserver(note).observe(clock, { subtree: true, childList: true, characterData: true });
  `);
  await page.waitForResponse(/waiting-room\/status/);
  // The time that the response took is a second at most; a running clock would have shown one value each second.
  expect(await page.evaluate<number>('clocks.size')).toBeLessThanOrEqual(2);
});

it('shows the place that is taken on the waiting room’s own page', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await page.goto(`/events/${eventId}/waiting-room`);
  await ada.see('You have no place in this line');
  expect(await page.title()).toBe('You have no place in this line · TicketDrop');
  await ada.press('Join the line');
  await ada.see('You are number 1 of 1 in line');
  expect(await page.title()).toBe('You are next · TicketDrop');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Waiting room');
});

it('says in the tab and on the page that a place has ended, and shows the one taken again in another tab', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page, context } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await admin(`/events/${eventId}/waiting-room/clear`, { method: 'DELETE' });
  await returnToTab(page);
  await ada.see('Your place has ended');
  expect(await page.title()).toBe('Your place has ended · TicketDrop');
  const otherTab = await context.newPage();
  await buyer().join();
  await shopper(otherTab, eventId).open();
  await otherTab.getByRole('button', { name: 'Join the waiting room' }).click();
  await otherTab.getByText('You are number 2 of 2 in line').waitFor();
  await ada.see('You are number 2 of 2 in line');
  expect(await page.title()).toBe('1 ahead of you · TicketDrop');
});
