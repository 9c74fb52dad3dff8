import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { comeBack, shopper } from './shopper.ts';

const { drop, admin } = stack();
const { visitor } = browser();

/** Notes what the page asks of the browser, and lets a test say that nobody looks at the tab. */
const witness = `
  globalThis.heard = { notifications: [], sounds: 0 };
  Notification = class extends Notification { constructor(title, ...rest) { super(title, ...rest); heard.notifications.push(title); } };
  AudioContext = class extends AudioContext { constructor() { super(); heard.sounds += 1; } };
  Object.defineProperty(document, 'hidden', { get: () => globalThis.away ?? false });
`;
const lookAway = "globalThis.away = true; document.dispatchEvent(new Event('visibilitychange'))";

it('moves only forward, wave by wave, until it is one’s turn', async () => {
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
  await comeBack(page);
  await ada.heading('Choose your tickets');
  const [bar, numbers] = await page.evaluate<[number[], number[]]>('[bar, numbers]');
  expect(bar).toEqual(bar.toSorted((a, b) => a - b));
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(new Set(numbers).size).toBeGreaterThan(1);
});

it('calls a buyer who looks at something else: title, announcement and a notification, and no sound unasked', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 30_000 });
  await buyer().enter();
  const { page, context } = await visitor({ permissions: ['notifications'] });
  await context.addInitScript(witness);
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('A notification comes too');
  await page.evaluate(lookAway);
  await admin(`/admin/events/${eventId}`, { method: 'PATCH', body: { wave_interval_ms: 200 } });
  await ada.heading('Choose your tickets');
  expect(await page.title()).toBe('It is your turn! · TicketDrop');
  await page.getByRole('status').filter({ hasText: 'It is your turn. You can choose your tickets now.' }).waitFor();
  expect(await page.evaluate('heard')).toEqual({ notifications: ['It is your turn'], sounds: 0 });
});

it('plays a sound where one was asked for', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page, context } = await visitor();
  await context.addInitScript(witness);
  const ada = shopper(page, eventId);
  await ada.wait();
  await page.getByRole('checkbox', { name: 'Play a sound' }).check();
  expect(
    await eventually(
      () => page.evaluate<{ sounds: number }>('heard'),
      ({ sounds }) => sounds > 0,
    ),
  ).toMatchObject({ sounds: 1 });
  await page.reload();
  expect(await page.getByRole('checkbox', { name: 'Play a sound' }).isChecked()).toBe(true);
});

it('tells those in line that the tickets ran out before them', async () => {
  const { eventId, buyer } = await drop({ capacity: 2, wave_size: 1, wave_interval_ms: 600_000 });
  const first = await buyer().enter();
  const held = await first.reserve(2);
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('All tickets are taken at this moment.');
  const session = await first.checkout(held.body.id);
  await first.confirm(session.body.id);
  await comeBack(page);
  await ada.see('Every ticket for this event is paid for.');
  await inspect(page, 'waiting-room-sold-out');
});

it('keeps the place of somebody who closes the tab', async () => {
  const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
  await buyer().enter();
  const { page, context } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await page.close();
  await buyer().join();
  const again = await context.newPage();
  await shopper(again, eventId).open();
  await again.getByRole('link', { name: 'Back to your place in line' }).click();
  await again.getByText('You are number 1 of 2 in line').waitFor();
});
