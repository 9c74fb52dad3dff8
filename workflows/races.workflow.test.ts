import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { eventually } from '../tests/harness.ts';
import { intent, purchaseWorkflow } from '../tests/purchase-workflow.ts';
import { timeSkipping, type ScenarioContext } from '../tests/time-skipping.ts';
import { cancel, checkout, confirm, type ReservationWorkflow } from './messages.ts';

const skipping = timeSkipping();
const { holdSteps, reserve } = purchaseWorkflow(skipping);
const BEFORE_DEADLINE_MS = 400;
type Handle = WorkflowHandle<ReservationWorkflow>;

/** What may reach a purchase in checkout. All messages come while no worker runs; the next worker finds them all. */
const messages = {
  confirm: (handle: Handle) => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] }),
  'confirm again': (handle: Handle) => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] }),
  cancel: (handle: Handle) => handle.executeUpdate(cancel),
  // A message that no worker takes stops the time skipping, so the last moments before the deadline pass in real time.
  deadline: async (_: Handle, deadline: number) => (
    await eventually(
      () => skipping.env.currentTimeMs(),
      (now) => now > deadline,
    ),
    { outcome: 'passed' }
  ),
  'an engineer': (handle: Handle) => handle.cancel().then(() => ({ outcome: 'asked' })),
};
type Message = keyof typeof messages;

const permutations = (items: Message[]): Message[][] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) =>
        permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
      );

const combinations: Message[][] = [
  ['confirm', 'deadline'],
  ['confirm', 'cancel'],
  ['cancel', 'deadline'],
  ['confirm', 'confirm again'],
  ['an engineer', 'confirm'],
  ['an engineer', 'deadline'],
  ['an engineer', 'cancel'],
  ['confirm', 'cancel', 'deadline'],
];

it.each(combinations.flatMap(permutations).map((order) => [order.join(', then '), order] as const))(
  'gives a purchase one end when these messages wait for it: %s',
  async (_, order) => {
    const ends: string[] = [];
    const steps: Partial<Activities> = {
      ...holdSteps(),
      payForTickets: async () => (ends.push('converted'), { outcome: 'issued', orderId: 'the order' }),
      releaseTickets: async (_event, _id, end) => void ends.push(end),
    };
    const queue = randomUUID();
    const { handle, deadline } = await skipping.run(steps, inCheckout, queue);
    await skipping.env.sleep(deadline - BEFORE_DEADLINE_MS - (await skipping.env.currentTimeMs()));
    const pending: Promise<{ outcome: string }>[] = [];
    for (const message of order) {
      const answer = messages[message](handle, deadline).catch(() => ({ outcome: 'ended' }));
      pending.push(answer);
      // A later request on the same connection is answered after the earlier one has arrived.
      await (message === 'deadline' || message === 'an engineer' ? answer : skipping.env.currentTimeMs());
    }
    await skipping.run(
      steps,
      async () => {
        const { state } = await handle.result();
        const answers = Object.fromEntries(
          await Promise.all(order.map(async (message, i) => [message, (await pending[i]!).outcome] as const)),
        );
        expect([...new Set(ends)]).toEqual([state]);
        expect(['converted', 'expired', 'canceled']).toContain(state);
        if (answers['confirm'] === 'converted') expect(state).toBe('converted');
        if (answers['confirm again'] !== undefined)
          expect(answers).toEqual({ confirm: 'converted', 'confirm again': 'converted' });
        if (answers['cancel'] === 'canceled') expect(state).toBe('canceled');
        if (state === 'converted') expect(answers['confirm']).toBe('converted');
      },
      queue,
    );
  },
);

async function inCheckout(context: ScenarioContext): Promise<{ handle: Handle; deadline: number }> {
  const { handle } = await reserve(context);
  const opened = await handle.executeUpdate(checkout, { args: [intent] });
  return { handle, deadline: Date.parse(opened.outcome === 'opened' ? opened.expiresAt : '') };
}
