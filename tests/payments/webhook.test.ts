import { Stripe } from 'stripe';
import { describe, expect, inject, it } from 'vitest';
import { eventually } from '../harness.ts';
import { anyCardShop } from './card-shop.ts';

const { admitted, call, db, stripe, toCheckout } = anyCardShop();
const { secret } = inject('stripe').webhook;
const { webhooks } = new Stripe('sk_test_any');

let eventCount = 0;
const eventOf = (intentId: string, change: object = {}) =>
  JSON.stringify({
    id: `evt_own_${process.pid}_${(eventCount += 1)}`,
    object: 'event',
    api_version: Stripe.API_VERSION,
    created: Math.floor(Date.now() / 1_000),
    type: 'payment_intent.amount_capturable_updated',
    data: { object: { id: intentId, object: 'payment_intent', amount: 2_500 } },
    ...change,
  });

const send = (payload: string, { signed = payload, ageSeconds = 0, key = secret } = {}) =>
  call('/webhooks/stripe', {
    method: 'POST',
    raw: payload,
    headers: {
      'stripe-signature': webhooks.generateTestHeaderString({
        payload: signed,
        secret: key,
        timestamp: Math.floor(Date.now() / 1_000) - ageSeconds,
      }),
    },
  });

describe('a message to the webhook', () => {
  it('F20 is refused when it is forged, old, written anew, or not signed', async () => {
    const payload = eventOf('pi_any');
    const refused = { status: 400, body: { error: 'Invalid signature' } };
    expect(await send(payload, { key: 'whsec_other' })).toMatchObject(refused);
    expect(await send(payload, { ageSeconds: 301 })).toMatchObject(refused);
    expect(await send(JSON.stringify(JSON.parse(payload), null, 1), { signed: payload })).toMatchObject(refused);
    expect(await call('/webhooks/stripe', { method: 'POST', raw: payload })).toMatchObject(refused);
    expect(await db.paymentEvent.count({ where: { id: JSON.parse(payload).id } })).toBe(0);
  });

  it('F20 is taken once, however often it comes', async () => {
    const { ada, orders } = await admitted();
    const { intentId, id } = await toCheckout(ada);
    const payload = eventOf(intentId);
    for (const answer of await Promise.all([send(payload), send(payload), send(payload)]))
      expect(answer.status).toBe(200);
    expect(await db.paymentEvent.findMany({ where: { id: JSON.parse(payload).id } })).toMatchObject([
      { payment_key: expect.stringContaining('reservation/'), handled_at: expect.any(Date) },
    ]);
    // It said that money is set aside; the provider says that it is not.
    expect(await orders()).toEqual([]);
    expect(await ada.outcome(id)).toMatchObject({ status: 202 });
  });

  it('F20 says nothing of what it tells: an amount that is not owed buys nothing', async () => {
    const { ada, orders } = await admitted();
    const { intentId } = await toCheckout(ada);
    const wrong = { data: { object: { id: intentId, object: 'payment_intent', amount: 1 } } };
    expect(await send(eventOf(intentId, wrong))).toMatchObject({ status: 200 });
    expect(await orders()).toEqual([]);
    await stripe.confirm(intentId);
    await eventually(orders, (rows) => rows.length === 1);
  });

  it('about something that is not ours is taken and does nothing', async () => {
    expect(await send(eventOf('pi_of_another_shop'))).toMatchObject({ status: 200 });
    const ofCharge = { type: 'customer.created', data: { object: { id: 'cus_1', object: 'customer' } } };
    expect(await send(eventOf('', ofCharge))).toMatchObject({ status: 200 });
  });

  it('F20 that comes long after its purchase is over changes nothing', async () => {
    const { ada, orders, tickets } = await admitted();
    const { intentId } = await toCheckout(ada);
    await stripe.confirm(intentId);
    await eventually(orders, (rows) => rows.length === 1);
    for (const type of ['payment_intent.payment_failed', 'payment_intent.succeeded', 'payment_intent.canceled'])
      expect(await send(eventOf(intentId, { type }))).toMatchObject({ status: 200 });
    expect(await tickets()).toHaveLength(1);
  });
});
