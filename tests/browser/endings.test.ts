import { expect, it } from 'vitest';
import { stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { arriving, buyerIdOf } from './shopper.ts';

const { drop } = stack();
const { visitor } = browser();
const arrive = arriving(visitor);

it('whoever holds tickets already is led to them', async () => {
  const { eventId, buyer } = await drop();
  const ada = await arrive(eventId);
  await ada.enter();
  const elsewhere = buyer(await buyerIdOf(ada.page));
  await elsewhere.join();
  expect((await elsewhere.reserve(1)).status).toBe(201);
  await ada.press(/^Hold /);
  await ada.see('You are holding tickets already');
  await inspect(ada.page, 'refused-holding-already');
  await ada.next('Finish that purchase').click();
  await ada.heading('Your tickets are held');
});

it('a hold that nobody pays for ends on the page too', async () => {
  const { eventId, tiers } = await drop({ reservation_ttl_seconds: 2 });
  const ada = await arrive(eventId);
  await ada.enter();
  await ada.hold();
  await ada.see('The time to pay ran out');
  expect(await tiers()).toMatchObject([{ held: 0, sold: 0 }]);
  await inspect(ada.page, 'ended-expired');
  await ada.next('Choose again').click();
  await ada.see('Time to choose');
});

it('a checkout that nobody finishes ends the same way', async () => {
  const { eventId } = await drop({ reservation_ttl_seconds: 3 });
  const ada = await arrive(eventId);
  await ada.enter();
  await ada.hold();
  await ada.toPayment();
  await ada.see('The time to pay ran out');
  await ada.page.reload();
  await ada.see('Nothing was charged, and the tickets went back on sale.');
});

it('a declined card charges nothing and lets one choose again', async () => {
  const { eventId, tiers, orders } = await drop();
  const ada = await arrive(eventId);
  await ada.enter();
  await ada.hold(2);
  await ada.toPayment();
  await ada.page.getByRole('radio', { name: /Test card that is declined/ }).check();
  await ada.press(/^Pay /);
  await ada.see('The payment was declined');
  await inspect(ada.page, 'ended-declined');
  expect([await orders(), (await tiers())[0]!.held]).toEqual([[], 0]);
  await ada.next('Choose again').click();
  await ada.hold();
});

it('tickets that are given back are somebody else’s', async () => {
  const { eventId, tiers } = await drop();
  const ada = await arrive(eventId);
  await ada.enter();
  await ada.hold();
  await ada.press('Give the tickets back');
  await ada.see('You gave the tickets back');
  await inspect(ada.page, 'ended-given-back');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
});
