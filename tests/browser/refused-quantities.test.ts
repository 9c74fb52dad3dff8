import { expect, it } from 'vitest';
import { eventually, stack } from '../harness.ts';
import { browser, inspect } from './browser.ts';
import { buyerIdOf, shopperFactory } from './shopper.ts';

const { drop, admin } = stack();
const { visitor } = browser();
const newShopper = shopperFactory(visitor);

it('a buyer who asks for more tickets than are left sees how many there are', async () => {
  const { eventId, buyer } = await drop({ capacity: 3 });
  const other = await buyer().enter();
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.press('One ticket more');
  await other.reserve(2);
  await ada.press(/^Hold 2/);
  await ada.see('Only 1 ticket of this kind is left. Take fewer, or choose another kind.');
  await inspect(ada.page, 'refused-too-few-left');
  await ada.press(/^Hold 1/);
  await ada.heading('Your tickets are held');
});

it('the purchase limit is explained with its counts', async () => {
  const { eventId, buyer } = await drop({ purchase_limit: 3 });
  const ada = await newShopper(eventId);
  await ada.enter();
  await ada.press('One ticket more');
  // The page does not learn what its buyer buys elsewhere before the button is pressed.
  await ada.page.route('**/allowance', () => undefined);
  expect((await (await buyer(await buyerIdOf(ada.page)).enter()).buy(2)).status).toBe(201);
  await ada.press(/^Hold 2/);
  await ada.see(
    'One person can have 3 tickets for this event. You have bought 2 and are holding 0, so you can take 1 more.',
  );
  await inspect(ada.page, 'refused-limit');
});

it('no more is offered than the buyer may still have, of the event and of each kind', async () => {
  const tiers = [
    { name: 'Gallery', capacity: 9, per_user_limit: 2 },
    { name: 'Floor', capacity: 9, price_cents: 9_000, per_user_limit: 9 },
  ];
  const { eventId } = await drop({ tiers, purchase_limit: 5 });
  const ada = await newShopper(eventId);
  await ada.buy(2);
  await ada.page.goto(`/events/${eventId}/choose`);
  await ada.see('up to 3');
  expect(
    await ada.page.getByRole('radio', { name: /Gallery.*you have all that one person can have/ }).isDisabled(),
  ).toBe(true);
  for (let more = 1; more < 3; more += 1) await ada.press('One ticket more');
  expect(await ada.page.getByRole('button', { name: 'One ticket more' }).isDisabled()).toBe(true);
  await inspect(ada.page, 'choose-what-is-left-of-the-limit');
  await ada.press(/^Hold 3/);
  await ada.heading('Your tickets are held');
});

it('a buyer who let holds lapse sees when the next one is possible', async () => {
  const { eventId, buyer, reservation } = await drop({ capacity: 5, reservation_ttl_seconds: 1 });
  const ada = await newShopper(eventId);
  await ada.enter();
  const elsewhere = await buyer(await buyerIdOf(ada.page)).enter();
  for (let i = 0; i < 3; i += 1) {
    const held = await elsewhere.reserve(1);
    await eventually(
      () => reservation(held.body.id),
      ({ status }) => status === 'expired',
    );
  }
  await ada.press(/^Hold 1/);
  await ada.see('A short break for you');
  expect(await ada.alertAction('Try again').innerText()).toMatch(/^Try again in 0:[0-3]\d$/);
  expect(await ada.alertAction('Try again').isDisabled()).toBe(true);
  await inspect(ada.page, 'refused-cooling-down');
});

it('a price that changed while the buyer chose is told, and nothing is held', async () => {
  const { eventId, tierIds, tiers } = await drop({ capacity: 5 });
  const ada = await newShopper(eventId);
  await ada.enter();
  // The page does not learn of the new price before the button is pressed.
  await ada.page.route('**/availability', () => undefined);
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { price_cents: 3_100 } });
  await ada.press(/^Hold 1 for .*25\.00$/);
  await ada.see(/One of these tickets now costs .*31\.00\./);
  await inspect(ada.page, 'refused-price-changed');
  expect(await tiers()).toMatchObject([{ held: 0 }]);
  await ada.page.unroute('**/availability');
  await ada.page.reload();
  await ada.press(/^Hold 1 for .*31\.00$/);
  await ada.heading('Your tickets are held');
});

it('a tier whose limit was lowered meanwhile says how many tickets may be taken', async () => {
  const { eventId, tierIds } = await drop({ tiers: [{ capacity: 10, per_user_limit: 4 }] });
  const ada = await newShopper(eventId);
  await ada.enter();
  for (let more = 1; more < 3; more += 1) await ada.press('One ticket more');
  await admin(`/admin/tiers/${tierIds[0]}`, { method: 'PATCH', body: { per_user_limit: 2 } });
  await ada.press(/^Hold 3/);
  await ada.see('You can take up to 2 tickets of this kind at a time.');
  await inspect(ada.page, 'refused-too-many-of-a-kind');
});
