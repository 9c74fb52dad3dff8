import { expect, inject, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { buyerIdOf, shopper } from './shopper.ts';

const { drop, admin } = stack();
const { visitor } = browser();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const tiers = [
  { name: 'Standing', capacity: 60, price_cents: 4_500 },
  { name: 'Balcony', capacity: 20, price_cents: 7_900, per_user_limit: 2 },
];

it('shows an event with its tiers, and updates the tickets left without a reload', async () => {
  const { eventId, buyer } = await drop({ name: 'An Evening Outside', description: 'Bring a coat.', tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.open();
  await ada.see('60 of 60 left');
  await ada.see('up to 2 each');
  await inspect(page, 'event');
  await (await buyer().enter()).buy(6);
  await ada.see('54 of 60 left');
});

it('shows an event before its sale, and its waiting room', async () => {
  const { eventId } = await drop({ name: 'An Evening To Come', status: 'scheduled', on_sale_at: inAnHour(), tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.open();
  expect(await page.getByRole('timer').innerText()).toMatch(/^(59:\d\d|1:00:00)$/);
  await inspect(page, 'event-before-its-sale');
  await ada.wait();
  await ada.see('You are in. The sale opens in');
  await inspect(page, 'waiting-room-before-the-sale');
});

it('shows every step of a purchase', async () => {
  const { eventId } = await drop({ name: 'An Evening Inside', tiers });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.see('Time to choose');
  await inspect(page, 'choose');
  await ada.hold(2);
  await inspect(page, 'held');
  await ada.toPayment();
  await inspect(page, 'payment');
  await ada.pay();
  await inspect(page, 'order');
  await page.goto('/my-tickets');
  await ada.see('An Evening Inside');
  await inspect(page, 'my-tickets');
  await page
    .getByRole('button', { name: /^QR code/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  await inspect(page, 'ticket-at-the-gate');
});

it('shows a buyer their position in line, and asks for a confirmation before the place is given up', async () => {
  const { eventId, buyer } = await drop({ name: 'An Evening In Line', wave_size: 1, wave_interval_ms: 600_000, tiers });
  await buyer().enter();
  for (let ahead = 0; ahead < 3; ahead += 1) await buyer().join();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.wait();
  await ada.see('You are number 4 of 4 in line');
  await ada.see(/Your turn in about \d+ minutes/);
  await ada.see('You can close this tab: your place is kept');
  await inspect(page, 'waiting-room');
  await ada.press('Leave the line');
  await inspect(page, 'leaving');
  await ada.press('Stay');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Leave the line');
  await ada.press('Leave the line');
  await ada.press('Leave');
  await page.getByRole('button', { name: 'Join the waiting room' }).waitFor();
  expect((await admin(`/admin/events/${eventId}/status`)).body.queue_length).toBe(3);
});

it('explains an unknown page, a page without tickets and one without an order', async () => {
  const { eventId } = await drop({ name: 'A Quiet Evening' });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await page.goto('/no/such/page');
  await ada.heading('Nothing here');
  await inspect(page, 'nothing-here');
  await page.goto('/my-tickets');
  await ada.see('You have no tickets yet');
  await inspect(page, 'no-tickets');
  await page.goto(`/events/${eventId}/order`);
  await ada.see('You have bought nothing for this event yet');
  expect(await buyerIdOf(page)).toMatch(/^[0-9a-f-]{36}$/);
});

it.each(['//events/{id}', '/events//{id}', '/events/{id}//'])(
  'shows the event at %s, as doubled slashes',
  async (path) => {
    const { eventId } = await drop({ name: 'An Evening Found' });
    const { page } = await visitor();
    await page.goto(`${inject('webUrl')}${path.replace('{id}', eventId)}?from=a//link`);
    await shopper(page, eventId).heading('An Evening Found');
    expect(new URL(page.url()).search).toBe('?from=a//link');
  },
);

it.each(['light', 'dark'] as const)(
  'keeps disabled buttons readable in the %s theme, and unlike enabled ones',
  async (theme) => {
    const { eventId } = await drop();
    const { page } = await visitor({ theme });
    await shopper(page, eventId).enter();
    const colours = (name: string) =>
      page.evaluate<[string, string]>(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector('[aria-label="${name}"]'));
        return [color, backgroundColor];
      })()`);
    expect(await page.getByRole('button', { name: 'One ticket fewer' }).isDisabled()).toBe(true);
    const [ink, ground] = await colours('One ticket fewer');
    expect(contrast(ink, ground)).toBeGreaterThan(4.5);
    expect([ink, ground]).not.toEqual(await colours('One ticket more'));
  },
);

/** The contrast of two opaque colours, as WCAG 2 defines it. */
function contrast(...colours: [string, string]): number {
  const [darker, lighter] = colours.map(luminance).toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [...colour.matchAll(/[\d.]+/g)].map(([part]) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
