import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect, widths } from './browser.ts';
import { decodeQr } from './qr-code.ts';
import { shopper } from './shopper.ts';

const { drop, adminToken } = stack();
const { visitor } = browser();

const longWords = 'Early entry standing, front block, with programme and a reserved place by the rail for two hours';
const oneLongWord = 'Donaudampfschifffahrtsgesellschaft'.repeat(3).slice(0, 100);
const directions =
  'Doors 19:00\n\nHow to get there:\n' +
  `https://maps.example.org/place/a-very-long-path-without-any-break-in-it-${'0123456789-'.repeat(4)}`;

/** The elements of the page that a phone cuts off. Tables of the console scroll by themselves. */
const cutOff = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('main *')]
    .filter((element) => !element.closest('.wide-table, .visually-hidden'))
    .filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < 0 || right > ${widths.phone.width} + 0.5);
    })
    .map((element) => element.outerHTML.slice(0, 120))`);

it.each([
  ['of many words', longWords],
  ['of one word', oneLongWord],
])('keeps names and texts of 100 characters %s on the screen of a phone, and the QR code whole', async (kind, text) => {
  const tiers = [
    { name: text, capacity: 60 },
    { name: `B ${text}`.slice(0, 100), capacity: 1 },
  ];
  const { eventId, tickets } = await drop({ name: text, venue: text, description: directions, tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  const expectWhole = async (name: string) => {
    expect(await cutOff(page), name).toEqual([]);
    await inspect(page, `long-${kind.replaceAll(' ', '-')}-${name}`);
  };
  await page.goto('/');
  await ada.see(text);
  expect(await cutOff(page)).toEqual([]);
  await ada.open();
  await ada.see('60 of 60 left');
  await expectWhole('event');
  await ada.press('Join the waiting room');
  await ada.see('Time to choose');
  await expectWhole('choose');
  await ada.hold();
  await expectWhole('held');
  await ada.toPayment();
  await ada.pay();
  await expectWhole('order');
  const [ticket] = await tickets();
  expect(await decodeQr(page.getByRole('img', { name: /^QR code/ }))).toBe(`${ticket!.code}.${ticket!.qr_sig}`);
  await page.goto(`/organiser/events/${eventId}`);
  await page.getByLabel('Admin token').fill(adminToken);
  await page.keyboard.press('Enter');
  await ada.see(/60 tickets/);
  await expectWhole('organiser-event');
  await page.goto(`/organiser/events/${eventId}/live`);
  await page.getByRole('region', { name: 'Sold by tier' }).waitFor();
  await expectWhole('organiser-live');
});

it('reads each name in its own direction', async () => {
  const { eventId } = await drop({
    name: 'פסטיבל 2026!',
    venue: 'The Hall',
    description: 'مهرجان الموسيقى\n\nDoors 19:00',
    tiers: [{ name: 'مهرجان', capacity: 60 }],
  });
  const { page } = await visitor();
  await shopper(page, eventId).open();
  const direction = (text: string) =>
    page.evaluate<string>(`(() => {
      const found = [...document.querySelectorAll('main [dir]')].find((at) => at.innerText.trim() === '${text}');
      return found && getComputedStyle(found).direction;
    })()`);
  expect(await direction('פסטיבל 2026!')).toBe('rtl');
  expect(await direction('The Hall')).toBe('ltr');
  expect(await direction('مهرجان الموسيقى')).toBe('rtl');
  expect(await direction('Doors 19:00')).toBe('ltr');
  expect(await direction('مهرجان')).toBe('rtl');
  await inspect(page, 'event-right-to-left');
});

it('shows a description as paragraphs with links, and none of it as HTML', async () => {
  const description =
    'Doors 19:00\n\nThe way: https://maps.example.org/a?b=1&c=2.\nSecond line\n\n' +
    '<img src="x" onerror="document.title = \'broken\'"> javascript:alert(1) <a href="https://b.example">b</a>';
  const { eventId } = await drop({ description });
  const { page } = await visitor();
  await shopper(page, eventId).open();
  const text = page.locator('.description');
  expect(await text.locator('p').count()).toBe(3);
  expect(await text.locator('p').nth(1).innerText()).toContain('\nSecond line');
  expect(await text.locator('img').count()).toBe(0);
  const links = await text.getByRole('link').evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  expect(links).toEqual(['https://maps.example.org/a?b=1&c=2', 'https://b.example/']);
  expect(await text.getByRole('link').first().getAttribute('rel')).toContain('noopener');
  expect(await text.innerText()).toContain('<img src="x"');
});
