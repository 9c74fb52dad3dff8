import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Stripe } from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { eventually } from '../harness.ts';
import { KeptAnswers, type Answer } from '../stripe-double/idempotency.ts';
import { startStripe } from '../stripe-double/start.ts';

/** The double is driven by the library that the product uses, set up as the product sets it up. */
let double: Awaited<ReturnType<typeof startStripe>>;
let stripe: Stripe;
beforeAll(async () => {
  double = await startStripe();
  const { hostname, port } = new URL(double.url);
  const way = { host: hostname, port, protocol: 'http', timeout: 3_000, maxNetworkRetries: 0 } as const;
  stripe = new Stripe(double.secretKey, way);
});
afterAll(() => double.stop());
beforeEach(() => double.faults({}));

const order: Stripe.PaymentIntentCreateParams = {
  ...{ amount: 5_000, currency: 'eur' },
  capture_method: 'manual',
  allowed_payment_method_types: ['card'],
};
const intent = (key: string = randomUUID()) =>
  stripe.paymentIntents.create({ ...order, metadata: { payment_key: key } }, { idempotencyKey: key });
const authorised = async () => {
  const { id } = await intent();
  await double.confirm(id);
  return id;
};
const captured = async () => {
  const id = await authorised();
  await stripe.paymentIntents.capture(id);
  return id;
};
/** What a call fails with, as far as callers look at it. */
const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail('it succeeded'),
    ({ type, code, statusCode, decline_code }: Stripe.errors.StripeError) => ({ type, code, statusCode, decline_code }),
  );

describe('an intent with manual capture', () => {
  it('sets the money aside, and takes it later', async () => {
    const created = await intent('reservation/1');
    expect(created).toMatchObject({ status: 'requires_payment_method', metadata: { payment_key: 'reservation/1' } });
    expect(created.client_secret).toMatch(new RegExp(`^${created.id}_secret_`));
    await double.confirm(created.id);
    const aside = await stripe.paymentIntents.retrieve(created.id);
    expect(aside).toMatchObject({ status: 'requires_capture', amount_capturable: 5_000, amount_received: 0 });
    const taken = await stripe.paymentIntents.capture(created.id);
    expect(taken).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 5_000 });
    expect(await failure(stripe.paymentIntents.cancel(created.id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
    });
  });

  it('is canceled from every state before capture, and then takes no card', async () => {
    for (const id of [(await intent()).id, await authorised()]) {
      expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled', amount_capturable: 0 });
      expect(await double.confirm(id)).toMatchObject({ error: { code: 'payment_intent_unexpected_state' } });
    }
  });

  it('lets another card follow one that is declined', async () => {
    const { id } = await intent();
    const withCard = (payment_method: string) => stripe.paymentIntents.confirm(id, { payment_method });
    const declined = await failure(withCard('pm_card_chargeDeclined'));
    expect(declined).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    const { status, last_payment_error } = await stripe.paymentIntents.retrieve(id);
    expect([status, last_payment_error?.code]).toEqual(['requires_payment_method', 'card_declined']);
    expect(await withCard('pm_card_visa')).toMatchObject({ status: 'requires_capture', last_payment_error: null });
  });

  it('waits for 3-D Secure, which passes, fails or never ends', async () => {
    const passed = await intent();
    expect(await double.confirm(passed.id, '3ds')).toMatchObject({ status: 'requires_action' });
    expect(await double.authenticate(passed.id, true)).toMatchObject({ status: 'requires_capture' });
    const failed = await intent();
    await double.confirm(failed.id, '3ds');
    await double.authenticate(failed.id, false);
    expect(await stripe.paymentIntents.retrieve(failed.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    const left = await intent();
    await double.confirm(left.id, '3ds');
    expect(await stripe.paymentIntents.cancel(left.id)).toMatchObject({ status: 'canceled' });
  });

  it('is listed with the others, page after page, the newest first', async () => {
    const since = Math.floor(Date.now() / 1_000);
    const ids = [(await intent()).id, (await intent()).id, (await intent()).id];
    const listed: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ created: { gte: since }, limit: 2 })) listed.push(id);
    expect(listed.slice(0, 3)).toEqual(ids.toReversed());
  });
});

describe('a refund', () => {
  it('gives back parts, and never more than was taken', async () => {
    const payment_intent = await captured();
    const part = await stripe.refunds.create({ payment_intent, amount: 2_000, metadata: { refund: 'first' } });
    expect(part).toMatchObject({ status: 'succeeded', amount: 2_000, metadata: { refund: 'first' } });
    expect((await failure(stripe.refunds.create({ payment_intent, amount: 3_001 }))).statusCode).toBe(400);
    expect((await stripe.refunds.create({ payment_intent })).amount).toBe(3_000);
    expect((await failure(stripe.refunds.create({ payment_intent }))).code).toBe('charge_already_refunded');
    const { data } = await stripe.refunds.list({ payment_intent });
    expect(data.map(({ amount }) => amount)).toEqual([3_000, 2_000]);
  });

  it('that the bank does not take is ours again, and may be given back once more', async () => {
    const payment_intent = await captured();
    const { id } = await stripe.refunds.create({ payment_intent });
    await double.failRefund(id);
    expect(await stripe.refunds.retrieve(id)).toMatchObject({ status: 'failed' });
    expect(await stripe.refunds.create({ payment_intent })).toMatchObject({ status: 'succeeded', amount: 5_000 });
  });

  it('is refused for money that is only set aside, and while the account is out of funds', async () => {
    expect((await failure(stripe.refunds.create({ payment_intent: await authorised() }))).statusCode).toBe(400);
    await double.faults({ outOfFunds: true });
    expect((await failure(stripe.refunds.create({ payment_intent: await captured() }))).code).toBe(
      'balance_insufficient',
    );
  });
});

describe('an idempotency key', () => {
  it('gets the first answer again, and takes no other request', async () => {
    const key = randomUUID();
    const [first, again] = [await intent(key), await intent(key)];
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    const other = stripe.paymentIntents.create({ ...order, amount: 5_001 }, { idempotencyKey: key });
    expect(await failure(other)).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  });

  it('keeps an error of the server, also where the work was done', async () => {
    for (const [fault, made] of [['error', 0] as const, ['error_after', 1] as const]) {
      await double.faults({ next: [{ operation: 'create', fault }] });
      const key = randomUUID();
      for (let repeat = 0; repeat < 2; repeat += 1)
        expect(await failure(intent(key))).toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
      expect(await double.intentsOf(key)).toHaveLength(made);
    }
  });

  it('finds what a lost answer had done', async () => {
    const id = await authorised();
    // The library repeats a request once whose connection was closed.
    const lost = { operation: 'capture', fault: 'lost' } as const;
    await double.faults({ next: [lost, lost] });
    const capture = () => stripe.paymentIntents.capture(id, {}, { idempotencyKey: `capture ${id}` });
    expect((await failure(capture())).type).toBe('StripeConnectionError');
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded' });
    expect(await capture()).toMatchObject({ status: 'succeeded', amount_received: 5_000 });
  });

  it('is refused while a request with it is under way', async () => {
    const kept = new KeptAnswers();
    let finish!: (answer: Answer) => void;
    const first = kept.once('key', 'request', () => new Promise((resolve) => (finish = resolve)));
    const second = () => kept.once('key', 'request', () => expect.fail('it was done twice'));
    await expect(second()).rejects.toMatchObject({ status: 409 });
    finish({ status: 200, body: { id: 'one' }, keep: true });
    expect([await first, await second()]).toMatchObject([{ replayed: false }, { replayed: true, body: { id: 'one' } }]);
    await double.faults({ in_use: 1 });
    expect(await failure(intent())).toMatchObject({ statusCode: 409 });
  });
});

describe('when things go wrong', () => {
  it('draws the same faults for the same seed', async () => {
    const outcomes = async () => {
      await double.faults({ seed: 7, lost: 0.5, error: 0.2 });
      const seen: string[] = [];
      for (let n = 0; n < 10; n += 1)
        seen.push(
          await intent().then(
            () => 'ok',
            (error: Stripe.errors.StripeError) => error.type,
          ),
        );
      return seen;
    };
    const first = await outcomes();
    expect(new Set(first)).toEqual(new Set(['ok', 'StripeConnectionError', 'StripeAPIError']));
    expect(await outcomes()).toEqual(first);
  });

  it('answers nothing while it is away', async () => {
    await double.faults({ away: true });
    expect((await failure(intent())).type).toBe('StripeConnectionError');
    await double.faults({});
    expect(await intent()).toMatchObject({ amount: 5_000 });
  });

  it('refuses and records a parameter that the real API does not have, and a wrong key', async () => {
    const before = (await double.books()).refused.length;
    // One that never was, and one that the API has no more since the version of the library.
    for (const wrong of [{ capture_methode: 'manual' }, { payment_method_types: ['card'] }])
      expect((await failure(stripe.paymentIntents.create({ ...order, ...wrong }))).statusCode).toBe(400);
    const { refused } = await double.books();
    expect(refused).toHaveLength(before + 2);
    expect(refused.at(-2)!.request).toContain('capture_methode');
    expect(refused.at(-1)!.message).toContain('payment_method_types');
    const { hostname: host, port } = new URL(double.url);
    const stranger = new Stripe('sk_test_other', { host, port, protocol: 'http', maxNetworkRetries: 0 });
    expect((await failure(stranger.paymentIntents.retrieve('pi_1'))).statusCode).toBe(401);
  });
});

describe('events', () => {
  const secret = 'whsec_double';

  /** Takes events as the product's route does. The first `refusals` sendings are answered with 500. */
  async function endpoint(refusals = 0) {
    const received: Stripe.Event[] = [];
    let left = refusals;
    const app = new Hono().post('/', async (c) => {
      const payload = await c.req.text();
      received.push(stripe.webhooks.constructEvent(payload, c.req.header('stripe-signature')!, secret));
      return c.body(null, left-- > 0 ? 500 : 200);
    });
    const port = await freePort();
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    await double.sendEventsTo({ url: `http://127.0.0.1:${port}`, secret });
    return received;
  }
  const settled = () => eventually(double.books, ({ undelivered }) => undelivered === 0);
  const types = (received: Stripe.Event[]) => received.map(({ type }) => type).toSorted();

  it('tell every change, signed, in the version of the library', async () => {
    const received = await endpoint();
    const payment_intent = await captured();
    await stripe.refunds.create({ payment_intent, amount: 1 });
    const dispute = await double.dispute(payment_intent);
    await double.closeDispute('id' in dispute ? dispute.id : '', 'lost');
    await settled();
    expect(types(received)).toEqual([
      'charge.dispute.closed',
      'charge.dispute.created',
      'charge.refunded',
      'payment_intent.amount_capturable_updated',
      'payment_intent.created',
      'payment_intent.succeeded',
      'refund.created',
      'refund.updated',
    ]);
    expect(new Set(received.map(({ api_version }) => api_version))).toEqual(new Set([Stripe.API_VERSION]));
    expect(await stripe.events.retrieve(received[0]!.id)).toMatchObject({ type: received[0]!.type });
  });

  it('come again until they are taken', async () => {
    const received = await endpoint(2);
    await intent();
    await settled();
    expect(types(received)).toEqual(Array(3).fill('payment_intent.created'));
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  it('come twice, out of order, and with a wrong amount when asked to', async () => {
    const received = await endpoint();
    await double.faults({ events: { twice: 1, lateByMs: 50 } });
    await intent();
    await settled();
    expect(received.map(({ id }) => id)).toEqual([received[0]!.id, received[0]!.id]);

    received.length = 0;
    await double.faults({ events: { outOfOrder: 1, lateByMs: 30_000 } });
    const { id } = await intent();
    await double.faults({});
    await double.confirm(id);
    await settled();
    const overtaken = ['payment_intent.amount_capturable_updated', 'payment_intent.created'];
    expect(received.map(({ type }) => type)).toEqual(overtaken);

    received.length = 0;
    await double.faults({ events: { wrongAmount: 1 } });
    await intent();
    await settled();
    expect(received[0]!.data.object).toMatchObject({ amount: 5_001 });
  });
});
