import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import {
  attemptedSteps,
  intent,
  purchaseWorkflow,
  reservationRequest,
  resultOf,
  successfulPayment,
} from '../tests/purchase-workflow.ts';
import { timeSkipping } from '../tests/time-skipping.ts';
import {
  cancel,
  checkout,
  confirm,
  hold,
  PURCHASE_REVISION,
  workflowIds,
  type Payment,
  type ReservationWorkflow,
} from './messages.ts';

const skipping = timeSkipping();
const { holdSteps, reserve } = purchaseWorkflow(skipping);
const paying: { args: [Payment] } = { args: [{ simulate: 'success' }] };

describe('a message that comes before the step it needs is decided', () => {
  it('F44 pays when the checkout before it is still being opened', async () => {
    const taskQueue = randomUUID();
    const steps = { ...holdSteps(), ...successfulPayment };
    const handle = await skipping.run(steps, async (context) => (await reserve(context)).handle, taskQueue);
    // No worker runs now, so the next one finds both messages in one task.
    const opened = handle.executeUpdate(checkout, { args: [intent] });
    await skipping.env.currentTimeMs();
    const paid = handle.executeUpdate(confirm, paying);
    await skipping.env.currentTimeMs();
    await skipping.run(
      steps,
      async (context) => {
        expect(await opened).toMatchObject({ outcome: 'opened' });
        expect(await paid).toMatchObject({ outcome: 'converted' });
        expect(attemptedSteps(context)).toEqual(['openCheckout', 'payForTickets']);
        expect(await resultOf(handle, 'paid-while-checkout-opens')).toMatchObject({ state: 'converted' });
      },
      taskQueue,
    );
  });

  it.each([
    ['checks out and pays', 'paid-before-hold-decided', 'converted', ['openCheckout', 'payForTickets']],
    ['gives back', 'canceled-before-hold-decided', 'canceled', ['releaseTickets']],
  ] as const)('F44 %s when the hold is not decided yet', async (_, branch, end, steps) => {
    const taskQueue = randomUUID();
    const request = reservationRequest();
    const handle = await skipping.env.client.workflow.start<ReservationWorkflow>('reservation', {
      workflowId: workflowIds.reservation(request.reservationId),
      taskQueue,
      args: [request, PURCHASE_REVISION],
    });
    // No worker runs yet, so the next one finds all messages in one task.
    const held = handle.executeUpdate(hold);
    await skipping.env.currentTimeMs();
    const answers: Promise<{ outcome: string }>[] =
      end === 'canceled'
        ? [handle.executeUpdate(cancel)]
        : [handle.executeUpdate(checkout, { args: [intent] }), handle.executeUpdate(confirm, paying)];
    await skipping.env.currentTimeMs();
    await skipping.run(
      { ...holdSteps(), ...successfulPayment, releaseTickets: async () => {} },
      async (context) => {
        expect(await held).toMatchObject({ outcome: 'held' });
        expect((await Promise.all(answers)).at(-1)).toMatchObject({ outcome: end });
        expect(attemptedSteps(context)).toEqual(['holdTickets', ...steps]);
        expect(await resultOf(handle, branch)).toMatchObject({ state: end });
      },
      taskQueue,
    );
  });

  it('F44 pays for a checkout that Postgres knows and the workflow does not', () =>
    skipping.run({ ...holdSteps(), ...successfulPayment }, async (context) => {
      const { handle } = await reserve(context);
      expect(await handle.executeUpdate(confirm, paying)).toMatchObject({ outcome: 'converted' });
      expect(attemptedSteps(context)).toEqual(['holdTickets', 'payForTickets']);
      expect(await resultOf(handle, 'paid-without-checkout')).toMatchObject({ state: 'converted' });
    }));

  it('F44 refuses to be paid too early once, and is paid after the checkout', () => {
    let opened = false;
    const steps: Partial<Activities> = {
      ...holdSteps(),
      ...successfulPayment,
      openCheckout: async (...args) => ((opened = true), holdSteps().openCheckout!(...args)),
      payForTickets: async () => (opened ? { outcome: 'issued', orderId: 'the order' } : { outcome: 'no_session' }),
    };
    return skipping.run(steps, async (context) => {
      const { handle } = await reserve(context);
      expect(await handle.executeUpdate(confirm, paying)).toEqual({ outcome: 'not_payable' });
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, paying)).toMatchObject({ outcome: 'converted' });
      expect(await resultOf(handle, 'paid-at-the-second-try')).toMatchObject({ state: 'converted' });
    });
  });

  it('F44 is answered at once while the outcome of a payment is not known, and takes no step', () => {
    let decide!: () => void;
    const decided = new Promise<void>((resolve) => (decide = resolve));
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const payForTickets: Activities['payForTickets'] = async () => {
      begin();
      await decided;
      return { outcome: 'issued', orderId: 'the order' };
    };
    return skipping.run({ ...holdSteps(), ...successfulPayment, payForTickets }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      const paid = handle.executeUpdate(confirm, paying);
      await begun;
      expect(await handle.executeUpdate(cancel)).toEqual({ outcome: 'not_active' });
      const another = { ...intent, key: 'another key' };
      expect(await handle.executeUpdate(checkout, { args: [another] })).toEqual({ outcome: 'not_active' });
      decide();
      expect(await paid).toMatchObject({ outcome: 'converted' });
      expect(attemptedSteps(context).filter((step) => step === 'openCheckout')).toHaveLength(1);
    });
  });
});
