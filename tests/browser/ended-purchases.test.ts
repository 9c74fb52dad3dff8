import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { buyerIdOf, shopperFactory } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();
const newShopper = shopperFactory(visitor);

it('a buyer who holds tickets already gets a link to them', async () => {
  const { eventId, buyer } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  const otherBrowser = buyer(await buyerIdOf(ada.page));
  await otherBrowser.join();
  expect((await otherBrowser.reserve(1)).status).toBe(201);
  await ada.press(/^Hold /);
  await ada.see('You are holding tickets already');
  await inspect(ada.page, 'refused-holding-already');
  await ada.alertAction('Finish that purchase').click();
  await ada.heading('Your tickets are held');
});

it('an unpaid hold ends on the page too', async () => {
  const { eventId, tiers } = await drop({ reservation_ttl_seconds: 2 });
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  await ada.see('The time to pay ran out');
  expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
  await inspect(ada.page, 'ended-expired');
  await ada.alertAction('Choose again').click();
  await ada.see('Time to choose');
});

it('an unfinished checkout ends the same way', async () => {
  const { eventId } = await drop({ reservation_ttl_seconds: 3 });
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  await ada.toPayment();
  await ada.see('The time to pay ran out');
  await ada.page.reload();
  await ada.see('Nothing was charged, and the tickets went back on sale.');
});

it('a declined card charges nothing, and another one pays for the same hold', async () => {
  const { eventId, tiers, orders } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold(2);
  await ada.toPayment();
  await ada.page.getByRole('radio', { name: /Test card that is declined/ }).check();
  await ada.press(/^Pay /);
  await ada.see('Your card was declined');
  await ada.heading('Pay for your tickets');
  await inspect(ada.page, 'card-declined');
  expect([await orders(), (await tiers())[0]!.held]).toEqual([[], 2]);
  await ada.page.getByRole('radio', { name: /Test card that pays/ }).check();
  await ada.press(/^Pay /);
  await ada.heading('You are going!');
  expect(await orders()).toHaveLength(1);
});

it('a failed payment charges nothing, and the buyer can choose again', async () => {
  const { eventId, tiers, orders } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold(2);
  await ada.toPayment();
  await ada.page.getByRole('radio', { name: /Test payment that fails/ }).check();
  await ada.press(/^Pay /);
  await ada.see('The payment failed');
  await inspect(ada.page, 'ended-failed');
  expect([await orders(), (await tiers())[0]!.held]).toEqual([[], 0]);
  await ada.alertAction('Choose again').click();
  await ada.hold();
});

it('tickets that are given back are on sale again', async () => {
  const { eventId, tiers } = await drop();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.hold();
  await ada.press('Give the tickets back');
  await ada.see('You gave the tickets back');
  await inspect(ada.page, 'ended-given-back');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
});
