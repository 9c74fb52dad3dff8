import { expect, inject, it } from 'vitest';
import { browser, inspect, type VisitorOptions } from '../browser/browser.ts';
import { shopper } from '../browser/shopper.ts';
import { eventually, type DropPlan } from '../harness.ts';
import { cardShop } from './card-shop.ts';
import { playStripe, stripeHosts } from './stripe-js.ts';

const { db, drop, payments, stripe } = cardShop();
const { visitor } = browser();

/** A buyer with tickets in the checkout of an event, in a browser in which Stripe is played. */
async function atPayment(plan: DropPlan = {}, options: VisitorOptions = {}) {
  const sale = await drop(plan);
  const opened = await visitor({ hosts: stripeHosts, ...options });
  const asked: string[] = [];
  opened.context.on('request', (request) => asked.push(request.url()));
  await playStripe(opened.context, stripe.url);
  const buyer = shopper(opened.page, sale.eventId);
  await buyer.enter();
  await buyer.hold(2);
  const toStripe = () => asked.filter((url) => url.includes('stripe'));
  expect(toStripe()).toEqual([]);
  await buyer.toPayment();
  const reservation = async () => db.reservation.findFirstOrThrow({ where: { event_id: sale.eventId } });
  return {
    ...sale,
    ...opened,
    ...buyer,
    toStripe,
    reservationId: async () => (await reservation()).id,
    intent: async () => (await stripe.intentsOf(`reservation/${(await reservation()).id}`))[0]!,
    async give(card: string) {
      await opened.page.getByRole('radio', { name: card }).check();
      await buyer.press('Pay US$50.00');
    },
  };
}

it('buys with a card, in a form that follows the theme and is loaded for the payment alone', async () => {
  const ada = await atPayment({ name: 'An Evening by Card' });
  await ada.see('Test double of Stripe’s form');
  await inspect(ada.page, 'card-payment');
  const colour = () => ada.page.evaluate<string>("document.querySelector('.card-form fieldset').style.color");
  await ada.page.emulateMedia({ colorScheme: 'dark' });
  await eventually(colour, (found) => found === 'rgb(243, 240, 246)');
  await ada.page.emulateMedia({ colorScheme: 'light' });
  await eventually(colour, (found) => found === 'rgb(28, 26, 32)');
  expect(ada.toStripe().filter((url) => url.startsWith('https://js.stripe.com/'))).toHaveLength(1);
  await ada.press('Pay US$50.00');
  await ada.see('The card is not complete');
  await ada.give('Card that pays');
  await ada.heading('You are going!');
  expect(await ada.orders()).toMatchObject([{ quantity: 2, total_price_cents: 5_000, status: 'paid' }]);
  expect(await payments(await ada.reservationId())).toEqual([['captured', 5_000]]);
  expect(await ada.intent()).toMatchObject({ status: 'succeeded', amount_received: 5_000 });
});

it('says what to do about a card that is declined, and another one pays for the same hold', async () => {
  const ada = await atPayment();
  await ada.give('Card without money');
  await ada.see('There is not enough money on the card');
  await ada.see('your tickets are still held for you');
  await ada.page.getByRole('timer').waitFor();
  await inspect(ada.page, 'card-payment-declined');
  expect((await ada.tiers())[0]).toMatchObject({ held: 2, sold: 0 });
  await ada.give('Card that is declined');
  await ada.see('Your card was declined');
  await ada.give('Card that pays');
  await ada.heading('You are going!');
  expect(await ada.orders()).toHaveLength(1);
  expect(await ada.intent()).toMatchObject({ amount_received: 5_000 });
});

it('asks for 3-D Secure in a dialog, and again where the buyer refused', async () => {
  const ada = await atPayment();
  await ada.give('3-D Secure in a dialog');
  await ada.press('No');
  await ada.see('Your bank did not confirm that it was you');
  await inspect(ada.page, 'card-payment-not-confirmed');
  await ada.give('3-D Secure in a dialog');
  await ada.press('Yes, it is me');
  await ada.heading('You are going!');
  expect(await ada.orders()).toHaveLength(1);
});

it('goes to the bank’s page and back, and leaves no secret in the address', async () => {
  const ada = await atPayment();
  await ada.give('3-D Secure on the bank’s page');
  await ada.press('No');
  await ada.see('Your card was declined');
  expect(new URL(ada.page.url()).search).toBe('');
  await ada.give('3-D Secure on the bank’s page');
  await ada.press('Yes, it is me');
  await ada.heading('You are going!');
  expect(ada.page.url()).not.toContain('secret');
  expect(await ada.orders()).toHaveLength(1);
});

it('keeps no tickets for a dialog that is left open', async () => {
  const ada = await atPayment({ reservation_ttl_seconds: 15 });
  await ada.give('3-D Secure in a dialog');
  await ada.page.getByText('Test double of a bank').waitFor();
  await eventually(ada.tiers, ([tier]) => tier!.held === 0 && tier!.sold === 0, 50_000);
  await ada.see('The time to pay ran out');
  expect(await ada.intent()).toMatchObject({ status: 'canceled', amount_received: 0 });
  await ada.press('Yes, it is me');
  await ada.see('Nothing was charged, and the tickets went back on sale.');
  expect(await ada.orders()).toEqual([]);
});

it('knows what became of a payment after the tab was closed at the bank', async () => {
  const ada = await atPayment();
  await ada.give('3-D Secure on the bank’s page');
  await ada.heading('Test double of a bank: is it you who pays?');
  const atBank = new URL(ada.page.url());
  await ada.page.close();

  // Whoever comes back too early waits, may give another card, and is not charged for both.
  const second = await ada.context.newPage();
  const again = shopper(second, ada.eventId);
  await again.open();
  await second.getByRole('link', { name: 'Finish your purchase' }).click();
  await again.see('Waiting for your bank');
  await inspect(second, 'card-payment-waiting');

  const third = await ada.context.newPage();
  await third.goto(atBank.href);
  await third.getByRole('button', { name: 'Yes, it is me' }).click();
  await shopper(third, ada.eventId).heading('You are going!');
  await again.heading('You are going!');
  expect(await ada.orders()).toHaveLength(1);
});

it('takes another card from a buyer who came back without an answer of the bank', async () => {
  const ada = await atPayment();
  await ada.give('3-D Secure on the bank’s page');
  await ada.heading('Test double of a bank: is it you who pays?');
  await ada.page.goBack();
  await ada.see('Waiting for your bank');
  await ada.press('Pay again, or with another card');
  await ada.give('Card that pays');
  await ada.heading('You are going!');
  expect(await ada.intent()).toMatchObject({ amount_received: 5_000 });
});

it('sells the tickets by Stripe’s word alone when the page is gone', async () => {
  const ada = await atPayment();
  await ada.give('3-D Secure on the bank’s page');
  await ada.heading('Test double of a bank: is it you who pays?');
  const { id } = await ada.intent();
  await ada.page.close();
  await stripe.authenticate(id, true);
  await eventually(ada.orders, (orders) => orders.length === 1);
  const back = await ada.context.newPage();
  await back.goto(`/events/${ada.eventId}/checkout?payment_intent=${id}&redirect_status=succeeded`);
  await shopper(back, ada.eventId).heading('You are going!');
});

it('sends a buyer whose bank opened another browser back to the first one', async () => {
  const { eventId } = await drop();
  const { page } = await visitor();
  await page.goto(`/events/${eventId}/checkout?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2`);
  await shopper(page, eventId).see('Please go back to the browser in which you chose your tickets');
  expect(new URL(page.url()).search).toBe('');
  await inspect(page, 'card-payment-other-browser');
});

it('loads the form again when it could not be loaded', async () => {
  const { eventId } = await drop();
  const { page, context, errors } = await visitor({ hosts: stripeHosts });
  await context.route('https://js.stripe.com/**', (route) => route.abort('failed'));
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold(2);
  await ada.toPayment();
  await ada.see('The card form does not load');
  await page.getByRole('timer').waitFor();
  await inspect(page, 'card-form-unavailable');
  await context.unroute('https://js.stripe.com/**');
  await playStripe(context, stripe.url);
  await ada.press('Try again');
  await page.getByRole('radio', { name: 'Card that pays' }).check();
  await ada.pay();
  const failedLoads = errors.splice(0);
  expect(failedLoads.every((error) => error.includes('js.stripe.com'))).toBe(true);
});

it('shows the form once Stripe is back that was away when the checkout was opened', async () => {
  const { eventId, orders } = await drop();
  const { page, context } = await visitor({ hosts: stripeHosts });
  await playStripe(context, stripe.url);
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold();
  await stripe.faults({ away: true });
  await ada.press('Go to payment');
  await ada.see('We are catching our breath');
  await ada.press('Try again');
  await ada.see('One moment: we are asking the payment provider');
  expect(await page.getByRole('radio').count()).toBe(0);
  await stripe.faults({});
  await page.getByRole('radio', { name: 'Card that pays' }).check();
  await ada.pay();
  expect(await orders()).toHaveLength(1);
});

it('asks for no card where nothing is to be paid', async () => {
  const { eventId } = await drop({ tiers: [{ capacity: 5, price_cents: 0 }] });
  const { page } = await visitor();
  const ada = shopper(page, eventId);
  await ada.enter();
  await ada.hold();
  await ada.press('Get your tickets');
  await ada.heading('You are going!');
});

it('lets the pages load exactly what Stripe needs', async () => {
  const policy = (await fetch(inject('webUrl'))).headers.get('content-security-policy')!;
  const hosts = [...policy.matchAll(/https:\/\/[\w.*-]+/g)].map(([host]) => host);
  expect(new Set(hosts)).toEqual(new Set(stripeHosts));
});
