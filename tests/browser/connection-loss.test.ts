import { describe, expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { startSecondStorefront } from './second-storefront.ts';
import { returnToTab, shopper } from './shopper.ts';

const { drop, admin, environment } = stack();
const { visitor } = browser();

describe('a lost network', () => {
  it('keeps the page as it is, says so, and recovers by itself', async () => {
    const { eventId, buyer } = await drop({ wave_size: 1, wave_interval_ms: 600_000 });
    await buyer().enter();
    const { page, context } = await visitor();
    const ada = shopper(page, eventId);
    await ada.wait();
    await context.setOffline(true);
    await ada.see(/We cannot reach the server right now\..* Your place is kept until .* 3 minutes to choose run\./);
    await ada.see('You are number 1 of 1 in line');
    await ada.see(/^What you see is from \d\d:\d\d:\d\d, \d+ seconds? ago\.$/);
    await inspect(page, 'network-lost');
    await context.setOffline(false);
    await page.getByText('We cannot reach the server right now.').waitFor({ state: 'detached' });
    await ada.see('You are number 1 of 1 in line');
  });

  it('does not keep a buyer from the next step', async () => {
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
    ['before the payment request is sent', false],
    ['after the payment, so that only the response is lost', true],
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

it('a server that stops and starts again finds the buyer at the same step', async () => {
  const { eventId } = await drop();
  const storefront = await startSecondStorefront(environment);
  const { page } = await visitor({ baseUrl: storefront.url });
  const ada = shopper(page, eventId);
  await ada.enter();
  await storefront.stopApi();
  await ada.press(/^Hold /);
  await ada.see('We are catching our breath');
  await inspect(page, 'server-away');
  await page.reload();
  await ada.see('We are catching our breath');
  await storefront.startApi();
  await returnToTab(page);
  await ada.see('Time to choose');
  await ada.hold();
  expect(
    await eventually(
      () => admin(`/admin/events/${eventId}/status`),
      ({ body }) => body.total_active_holds === 1,
    ),
  ).toMatchObject({ status: 200 });
});
