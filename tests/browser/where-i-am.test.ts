import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { secondDoor } from './second-door.ts';
import { comeBack, shopper } from './shopper.ts';

const { drop, admin, environment } = stack();
const { visitor } = browser();
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('a reload', () => {
  it('before the sale finds the same place', async () => {
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

  it('in line finds the same number', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
    await buyer().enter();
    await buyer().join();
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.wait();
    await page.reload();
    await ada.see('You are number 2 of 2 in line');
  });

  it('at any step of a purchase finds that step', async () => {
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

  it('leads from the event’s page to where one had got', async () => {
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
  it('is at the same step, and follows the first one', async () => {
    const { eventId, orders } = await drop();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.hold();
    const beside = await context.newPage();
    const second = shopper(beside, eventId);
    await beside.goto(`/events/${eventId}/choose`);
    await second.heading('Your tickets are held');
    await ada.toPayment();
    await comeBack(beside);
    await second.heading('Pay for your tickets');
    await ada.pay();
    await comeBack(beside);
    await second.heading('You are going!');
    expect(await orders()).toHaveLength(1);
  });

  it('shows that the tickets were given back in the first one', async () => {
    const { eventId } = await drop();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.hold();
    const beside = await context.newPage();
    const second = shopper(beside, eventId);
    await beside.goto(`/events/${eventId}/checkout`);
    await second.heading('Your tickets are held');
    await ada.press('Give the tickets back');
    await ada.see('You gave the tickets back');
    await comeBack(beside);
    await second.see('You gave the tickets back');
  });
});

it('the back button never leads back into a step that is done', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.buy();
  await page.goBack();
  await page.getByRole('heading', { name: 'Tickets', level: 2 }).waitFor();
  await page.goForward();
  await ada.heading('You are going!');
});

describe('a network that is lost', () => {
  it('keeps what is on the screen, says so, and goes on by itself', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
    await buyer().enter();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.wait();
    await context.setOffline(true);
    await comeBack(page);
    await ada.see('We cannot reach the server right now.');
    await ada.see('You are number 1 of 1 in line');
    await inspect(page, 'network-lost');
    await context.setOffline(false);
    await page.getByText('We cannot reach the server right now.').waitFor({ state: 'detached' });
    await ada.see('You are number 1 of 1 in line');
  });

  it('costs nobody the step they reach meanwhile', async () => {
    const { eventId } = await drop();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await context.setOffline(true);
    await ada.press(/^Hold /);
    await ada.see('We cannot reach the server');
    await context.setOffline(false);
    await ada.press('Try again');
    await ada.heading('Your tickets are held');
  });

  it.each([
    ['before the payment is sent', false],
    ['after it is made, so that only the answer is lost', true],
  ])('%s charges once', async (_, sent) => {
    const { eventId, orders, tickets } = await drop();
    const { page } = await visitor();
    const ada = shopper(page, eventId);
    await ada.enter();
    await ada.hold(2);
    await ada.toPayment();
    await page.route(
      '**/checkout/confirm',
      async (route) => {
        if (sent) await route.fetch();
        await route.abort('failed');
      },
      { times: 1 },
    );
    await ada.press(/^Pay /);
    if (!sent) {
      await ada.see('We do not know yet whether the payment went through.');
      await ada.press('Try again');
    }
    await ada.heading('You are going!');
    expect([(await orders()).length, (await tickets()).length]).toEqual([1, 2]);
  });
});

it('a server that goes away and comes back finds everybody where they were', async () => {
  const { eventId } = await drop();
  const door = await secondDoor(environment);
  const { page } = await visitor({ at: door.at });
  const ada = shopper(page, eventId);
  await ada.enter();
  await door.close();
  await ada.press(/^Hold /);
  await ada.see('We are catching our breath');
  await inspect(page, 'server-away');
  await page.reload();
  await ada.see('We are catching our breath');
  await door.open();
  await comeBack(page);
  await ada.see('Time to choose');
  await ada.hold();
  expect(
    await eventually(
      () => admin(`/admin/events/${eventId}/status`),
      ({ body }) => body.total_active_holds === 1,
    ),
  ).toMatchObject({ status: 200 });
});
