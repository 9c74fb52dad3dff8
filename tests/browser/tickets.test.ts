import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, type VisitorOptions } from './browser.ts';
import { decodeQr } from './qr-code.ts';
import { buyerIdOf, shopper } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();
const starts_at = '2027-06-01T18:30:00.000Z';

async function withTickets(options: VisitorOptions = {}) {
  const { page } = await visitor(options);
  await page.goto('/');
  const event = await drop({
    name: 'Brass, Strings; and More',
    venue: 'The Old Mill',
    starts_at,
    time_zone: 'Europe/Helsinki',
  });
  const bought = await (await event.buyer(await buyerIdOf(page)).enter()).buy(2);
  await page.goto('/my-tickets');
  const [ticket] = bought.body.tickets;
  return {
    page,
    ticket,
    card: page.getByRole('article', { name: `Ticket ${ticket.code}` }),
    bought,
    ...shopper(page, event.eventId),
  };
}

it('shows a large code on white, also in the dark theme, with the text that the gate expects', async () => {
  const { page, card, ticket } = await withTickets({ theme: 'dark' });
  await card.getByRole('button', { name: /^QR code/ }).click();
  const shown = page.getByRole('dialog', { name: 'Brass, Strings; and More' });
  await shown.waitFor();
  expect(await decodeQr(shown.getByRole('img'))).toBe(`${ticket.code}.${ticket.qr_sig}`);
  expect(await page.evaluate("getComputedStyle(document.querySelector('[role=dialog]')).backgroundColor")).toBe(
    'rgb(255, 255, 255)',
  );
  expect((await shown.getByRole('img').boundingBox())!.width).toBeGreaterThan(300);
  await page.keyboard.press('Escape');
  await shown.waitFor({ state: 'detached' });
});

it('downloads a calendar file with an end, the time at the venue and the codes of all tickets', async () => {
  const { page, card, bought } = await withTickets();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('button', { name: 'Add to calendar' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('brass-strings-and-more.ics');
  // Long lines are folded (RFC 5545, 3.1).
  const lines = (await readFile(await download.path(), 'utf8')).replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'DTSTART:20270601T183000Z',
      'DTEND:20270601T213000Z',
      'SUMMARY:Brass\\, Strings\\; and More',
      'LOCATION:The Old Mill',
    ]),
  );
  const description = lines.find((line) => line.startsWith('DESCRIPTION:'))!;
  expect(description).toContain('Tue\\, 1 Jun 2027\\, 21:30 in Helsinki');
  expect(bought.body.tickets).toHaveLength(2);
  for (const { code } of bought.body.tickets) expect(description).toContain(code);
});

it('prints only the tickets, black on white', async () => {
  const { page, card, press } = await withTickets({ theme: 'dark' });
  await page.evaluate('globalThis.print = () => (globalThis.printed = true)');
  await press('Print');
  expect(await page.evaluate('globalThis.printed')).toBe(true);
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: '.data/screenshots/my-tickets-on-paper.png', fullPage: true });
  expect(await card.getByRole('img').isVisible()).toBe(true);
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Print', includeHidden: true }).isVisible()).toBe(false);
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).not.toBe('rgb(21, 19, 26)');
});

it('does not show the tickets of another buyer', async () => {
  const { bought } = await withTickets();
  const stranger = await visitor();
  await stranger.page.goto('/my-tickets');
  await stranger.page.getByText('You have no tickets yet').waitFor();
  expect(await stranger.page.content()).not.toContain(bought.body.tickets[0].code);
});
