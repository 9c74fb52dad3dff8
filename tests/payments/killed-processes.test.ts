import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmod } from 'node:fs/promises';
import { setTimeout as pauseFor } from 'node:timers/promises';
import pMap from 'p-map';
import { afterAll, describe, expect, it } from 'vitest';
import { endRecorded } from '../../scripts/process-registry.ts';
import { seededRandom } from '../../tools/crowd/persona.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { startFaultStack } from '../faults/fault-stack.ts';
import { eventually, stack } from '../harness.ts';
import { startStripe } from '../stripe-double/start.ts';
import { expectEveryCent, insist, personaOf, shop, whenSettled } from './shopping.ts';

const webhookSecret = 'whsec_of_killed_processes';
const stripe = await startStripe();
const folder = await mkdtemp(join(tmpdir(), 'ticketdrop-cards-'));
await chmod(folder, 0o711);
const faultStack = await startFaultStack(folder, {
  PAYMENT_PROVIDER: 'stripe',
  STRIPE_SECRET_KEY: stripe.secretKey,
  STRIPE_PUBLISHABLE_KEY: 'pk_test_double',
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_API_URL: stripe.url,
});
await stripe.sendEventsTo({ url: `${faultStack.stack.apiUrl}/webhooks/stripe`, secret: webhookSecret });
const { db, drop, reconcile, redis } = stack(faultStack.stack);
redis.on('error', () => undefined); // these tests kill Redis
afterAll(async () => {
  await stripe.stop();
  await endRecorded(folder);
  await rm(folder, { recursive: true, force: true });
});

/** A buyer in front of the form for their card. */
async function atTheForm() {
  const sale = await drop({ capacity: 1 });
  const ada = await sale.buyer().enter();
  const held = await ada.reserve();
  const session = await ada.checkout(held.body.id);
  const intentId = String(session.body.payment.client_secret).split('_secret_')[0]!;
  const intent = async () => (await stripe.intentsOf(workflowIds.reservation(held.body.id)))[0]!;
  return { ...sale, ada, id: session.body.id as string, intentId, intent };
}

describe('a payment by card', () => {
  it('F4 is one order and one charge when the API is killed before it answers', async () => {
    const { ada, id, intentId, intent, orders } = await atTheForm();
    await stripe.confirm(intentId);
    const lost = ada.outcome(id).catch(() => undefined);
    await eventually(intent, ({ status }) => status === 'succeeded');
    await faultStack.processes.api.kill();
    await lost;
    await faultStack.processes.api.start();
    const [first, second] = [await insist(() => ada.outcome(id)), await insist(() => ada.outcome(id))];
    expect(first).toMatchObject({ body: { order: { status: 'paid' } } });
    expect(second.body.order).toEqual(first.body.order);
    expect(second.body.tickets).toEqual(first.body.tickets);
    expect(await orders()).toHaveLength(1);
    expect((await intent()).amount_received).toBe(2_500);
  });

  it('F16 is brought to its end when the worker is killed in the middle of it', async () => {
    const { ada, id, intentId, intent, orders } = await atTheForm();
    await stripe.confirm(intentId, '3ds');
    await stripe.faults({ away: true });
    const lost = ada.outcome(id).catch(() => undefined);
    await eventually(
      () => db.reservation.count({ where: { checkout_session: { id }, payment_started_at: { not: null } } }),
      (count) => count === 1,
    );
    await faultStack.processes.worker.kill();
    await stripe.faults({});
    await stripe.authenticate(intentId, true);
    await lost;
    await faultStack.processes.worker.start();
    expect(await insist(() => ada.outcome(id), 60)).toMatchObject({ body: { order: { status: 'paid' } } });
    expect(await orders()).toHaveLength(1);
    expect((await intent()).amount_received).toBe(2_500);
  });

  it('is accounted for to the cent in a drop in which every process is killed', async () => {
    const { buyer, eventId } = await drop({ capacity: 60, reservation_ttl_seconds: 8 });
    await stripe.faults({ seed: 7, lost: 0.05, error_after: 0.02, events: { twice: 0.1, late: 0.1 } });
    const random = seededRandom(7);
    const personas = Array.from({ length: 80 }, () => personaOf(random()));
    const shopping = pMap(personas, (persona) => shop(stripe, buyer(), persona), { concurrency: 12 });
    for (const name of ['worker', 'api', 'redis', 'postgres', 'temporal', 'worker'] as const) {
      await pauseFor(1_500);
      await faultStack.processes[name].kill();
      await pauseFor(300);
      await faultStack.processes[name].start();
    }
    await shopping;
    await faultStack.endFaults();
    await stripe.faults({});
    await whenSettled({ db, reconcile }, eventId);
    expect((await expectEveryCent({ db, stripe }, eventId)).length).toBeGreaterThan(20);
    expect((await stripe.books()).refused).toEqual([]);
  }, 400_000);
});
