import { describe, expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser } from './browser.ts';
import { returnToTab, shopper } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('a reload', () => {
  it('before the sale keeps the same place', async () => {
    const { eventId } = await drop({ status: 'scheduled', on_sale_at: inAnHour() });
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.wait();
    const token = () => page.evaluate<string>(`JSON.parse(localStorage.getItem('ticketdrop:visit:${eventId}')).token`);
    const before = await token();
    await page.reload();
    await ada.see('You are in. The sale opens in');
    expect(await token()).toBe(before);
  });

  it('in line keeps the same position', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
    await buyer().enter();
    await buyer().join();
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.wait();
    await page.reload();
    await ada.see('You are number 2 of 2 in line');
  });

  it('at any step of a purchase shows that step again', async () => {
    const { eventId, orders } = await drop();
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await page.reload();
    await ada.see('Time to choose');
    await ada.hold(2);
    await page.reload();
    await ada.heading('Your tickets are held');
    await ada.see('2 × US$25.00');
    await ada.toPayment();
    await page.reload();
    await ada.heading('Pay for your tickets');
    await ada.pay();
    await page.reload();
    await ada.heading('You are going!');
    await page.goto(`/events/${eventId}/checkout`);
    await ada.heading('You are going!');
    expect(await orders()).toHaveLength(1);
  });

  it('of the event’s page links to the current step', async () => {
    const { eventId } = await drop();
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.open();
    await page.getByRole('link', { name: 'It’s your turn: choose tickets' }).click();
    await ada.hold();
    await ada.open();
    await page.getByRole('link', { name: 'Finish your purchase' }).click();
    await ada.heading('Your tickets are held');
  });
});

describe('a second tab', () => {
  it('shows the same step, and follows the first tab', async () => {
    const { eventId, orders } = await drop();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.hold();
    const secondTab = await context.newPage();
    const second = shopper(secondTab, eventId);
    await secondTab.goto(`/events/${eventId}/choose`);
    await second.heading('Your tickets are held');
    await ada.toPayment();
    await returnToTab(secondTab);
    await second.heading('Pay for your tickets');
    await ada.pay();
    await returnToTab(secondTab);
    await second.heading('You are going!');
    expect(await orders()).toHaveLength(1);
  });

  it('shows that the tickets were given back in the first tab', async () => {
    const { eventId } = await drop();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.hold();
    const secondTab = await context.newPage();
    const second = shopper(secondTab, eventId);
    await secondTab.goto(`/events/${eventId}/checkout`);
    await second.heading('Your tickets are held');
    await ada.press('Give the tickets back');
    await ada.see('You gave the tickets back');
    await returnToTab(secondTab);
    await second.see('You gave the tickets back');
  });
});

it('the back button never leads back to a finished step', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy();
  await page.goBack();
  await page.getByRole('heading', { name: 'Tickets', level: 2 }).waitFor();
  await page.goForward();
  await ada.heading('You are going!');
});
