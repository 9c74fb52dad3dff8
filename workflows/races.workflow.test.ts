import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import { expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { eventually } from '../tests/harness.ts';
import { timeSkipping, type Stage } from '../tests/time-skipping.ts';
import { cancel, checkout, confirm, hold, PURCHASE_REVISION, workflowIds, type ReservationWorkflow } from './messages.ts';

const skipping = timeSkipping();
const MOMENT_MS = 400;
type Handle = WorkflowHandle<ReservationWorkflow>;

/** What may reach a purchase that is in checkout. Each comes while no worker runs, so that all of them are there when one takes the purchase up again. */
const messages = {
  confirm: (handle: Handle) => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] }),
  'confirm again': (handle: Handle) => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] }),
  cancel: (handle: Handle) => handle.executeUpdate(cancel),
  // A message that nobody takes stops the skipping, so the last moments before the deadline pass as they do elsewhere.
  deadline: async (_: Handle, deadline: number) => (await eventually(() => skipping.env.currentTimeMs(), (now) => now > deadline), { outcome: 'passed' }),
  'an engineer': (handle: Handle) => handle.cancel().then(() => ({ outcome: 'asked' })),
};
type Message = keyof typeof messages;

const orders = (items: Message[]): Message[][] =>
  items.length < 2 ? [items] : items.flatMap((item, i) => orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]));

const together: Message[][] = [
  ['confirm', 'deadline'], ['confirm', 'cancel'], ['cancel', 'deadline'], ['confirm', 'confirm again'], ['an engineer', 'confirm'], ['an engineer', 'deadline'], ['an engineer', 'cancel'],
  ['confirm', 'cancel', 'deadline'],
];

it.each(together.flatMap(orders).map((order) => [order.join(', then '), order] as const))('ends a purchase one way when these wait for it: %s', async (_, order) => {
  const ends: string[] = [];
  const inThreeMinutes = async () => new Date((await skipping.env.currentTimeMs()) + 180_000).toISOString();
  const steps: Partial<Activities> = {
    holdTickets: async () => ({ outcome: 'held', expiresAt: await inThreeMinutes() }),
    openCheckout: async () => ({ outcome: 'opened', sessionId: 'a session', expiresAt: await inThreeMinutes() }),
    charge: async () => 'captured',
    issueTickets: async () => (ends.push('converted'), 'the order'),
    releaseTickets: async (_event, _id, end) => void ends.push(end),
  };
  const queue = randomUUID();
  const { handle, deadline } = await skipping.run(steps, inCheckout, queue);
  await skipping.env.sleep(deadline - MOMENT_MS - (await skipping.env.currentTimeMs()));
  const asked: Promise<{ outcome: string }>[] = [];
  for (const message of order) {
    const answer = messages[message](handle, deadline).catch(() => ({ outcome: 'over' }));
    asked.push(answer);
    // A later request on the same connection is answered after the earlier one has arrived.
    await (message === 'deadline' || message === 'an engineer' ? answer : skipping.env.currentTimeMs());
  }
  await skipping.run(steps, async () => {
    const { state } = await handle.result();
    const answers = Object.fromEntries(await Promise.all(order.map(async (message, i) => [message, (await asked[i]!).outcome] as const)));
    expect([...new Set(ends)]).toEqual([state]);
    expect(['converted', 'expired', 'canceled']).toContain(state);
    if (answers['confirm'] === 'converted') expect(state).toBe('converted');
    if (answers['confirm again'] !== undefined) expect(answers).toEqual({ confirm: 'converted', 'confirm again': 'converted' });
    if (answers['cancel'] === 'canceled') expect(state).toBe('canceled');
    if (state === 'converted') expect(answers['confirm']).toBe('converted');
  }, queue);
});

async function inCheckout({ taskQueue }: Stage): Promise<{ handle: Handle; deadline: number }> {
  const request = { reservationId: randomUUID(), eventId: randomUUID(), tierId: randomUUID(), buyerId: 'buyer', token: randomUUID(), quantity: 1 };
  const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>('reservation', {
    workflowId: workflowIds.reservation(request.reservationId), taskQueue, args: [request, PURCHASE_REVISION], workflowIdConflictPolicy: 'USE_EXISTING',
  });
  await skipping.env.client.workflow.executeUpdateWithStart(hold, { startWorkflowOperation });
  const handle = await startWorkflowOperation.workflowHandle();
  const opened = await handle.executeUpdate(checkout, { args: [{ sessionId: 'a session', key: 'a key', fingerprint: 'a body' }] });
  return { handle, deadline: Date.parse(opened.outcome === 'opened' ? opened.expiresAt : '') };
}
