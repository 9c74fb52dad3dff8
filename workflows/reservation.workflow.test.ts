import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import {
  attemptedSteps,
  intent,
  purchaseWorkflow,
  recordedSteps,
  reservationRequest,
  resultOf,
  successfulPayment,
} from '../tests/purchase-workflow.ts';
import { timeSkipping } from '../tests/time-skipping.ts';
import {
  cancel,
  checkout,
  confirm,
  PURCHASE_REVISION,
  queues,
  reservationView,
  workflowIds,
  type ReservationWorkflow,
} from './messages.ts';

const skipping = timeSkipping();
const { holdSteps, reserve } = purchaseWorkflow(skipping);

describe('a reservation', () => {
  it('ends by itself, and gives its claim back, when Temporal lost the hold update that it was started with', () =>
    skipping.run({ ...holdSteps(), releaseTickets: async () => {} }, async (context) => {
      const request = reservationRequest();
      const handle = await skipping.env.client.workflow.start<ReservationWorkflow>('reservation', {
        workflowId: workflowIds.reservation(request.reservationId),
        taskQueue: context.taskQueue,
        args: [request, PURCHASE_REVISION],
      });
      expect(await resultOf(handle, 'hold-lost')).toEqual({ state: 'refused' });
      expect(attemptedSteps(context)).toEqual(['releaseTickets']);
    }));

  it('holds, checks out, and pays for its tickets, in this order and each once', () =>
    skipping.run({ ...holdSteps(), ...successfulPayment }, async (context) => {
      const { handle, answer } = await reserve(context);
      expect(answer.outcome).toBe('held');
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({
        outcome: 'opened',
        sessionId: intent.sessionId,
      });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
        outcome: 'converted',
        orderId: 'the order',
      });
      expect(await resultOf(handle, 'sold')).toEqual({ state: 'converted', orderId: 'the order' });
      expect(attemptedSteps(context)).toEqual(['holdTickets', 'openCheckout', 'payForTickets']);
    }));

  it('issues the tickets in a step of their own when the payment could not issue them', () => {
    let attempts = 0;
    const steps: Partial<Activities> = {
      payForTickets: async () => ({ outcome: 'authorised' }),
      issueTickets: async () => {
        if ((attempts += 1) <= 4) throw new Error('Postgres is away');
        return 'the order';
      },
    };
    return skipping.run({ ...holdSteps(), ...steps }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      const confirming = handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      expect(await resultOf(handle, 'issued-later')).toEqual({ state: 'converted', orderId: 'the order' });
      expect(await confirming).toEqual({ outcome: 'converted', orderId: 'the order' });
      expect(attemptedSteps(context).slice(0, 4)).toEqual([
        'holdTickets',
        'openCheckout',
        'payForTickets',
        'issueTickets',
      ]);
    });
  });

  it('takes the money in a step of its own when it could not be taken with the tickets', () => {
    let attempts = 0;
    const steps: Partial<Activities> = {
      payForTickets: async () => ({ outcome: 'authorised', orderId: 'the order' }),
      capturePayment: async () => {
        if ((attempts += 1) <= 4) throw new Error('the provider is away');
      },
    };
    return skipping.run({ ...holdSteps(), ...steps }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      const confirming = handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      expect(await resultOf(handle, 'captured-later')).toEqual({ state: 'converted', orderId: 'the order' });
      expect(await confirming).toEqual({ outcome: 'converted', orderId: 'the order' });
      expect(attemptedSteps(context)).not.toContain('issueTickets');
    });
  });

  it('costs three workflow tasks from hold to tickets', () =>
    skipping.run({ ...holdSteps(), ...successfulPayment }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      await handle.result();
      const { events = [] } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowTaskCompletedEventAttributes)).toHaveLength(3);
    }));

  it('gives the tickets back when the payment fails', () =>
    skipping.run({ ...holdSteps(), payForTickets: async () => ({ outcome: 'declined' }) }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'fail' }] })).toEqual({ outcome: 'declined' });
      expect(await resultOf(handle, 'declined')).toEqual({ state: 'declined' });
      expect(context.calls.at(-1)).toMatchObject({
        step: 'releaseTickets',
        args: [expect.anything(), expect.anything(), 'declined'],
      });
    }));

  it('keeps the hold when a card is declined, and is paid with another one', () => {
    const payForTickets: Activities['payForTickets'] = async (_event, _reservation, _quantity, { simulate }) =>
      simulate === 'decline' ? { outcome: 'card_declined' } : { outcome: 'issued', orderId: 'the order' };
    return skipping.run({ ...holdSteps(), payForTickets }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      for (const _ of [1, 2])
        expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'decline' }] })).toEqual({
          outcome: 'card_declined',
        });
      expect((await handle.query(reservationView)).state).toBe('in_checkout');
      await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      expect(await resultOf(handle, 'paid-with-another-card')).toEqual({ state: 'converted', orderId: 'the order' });
      // Each try has a number of its own, so that the provider does not take it for a repeat of the one before.
      const tries = context.calls.filter(({ step }) => step === 'payForTickets').map(({ args }) => args[4]);
      expect([...new Set(tries)]).toEqual([1, 2, 3]);
    });
  });

  it('gives the tickets back at the deadline after a card was declined', () =>
    skipping.run({ ...holdSteps(), payForTickets: async () => ({ outcome: 'card_declined' }) }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.executeUpdate(confirm, { args: [{ simulate: 'decline' }] });
      expect(await resultOf(handle, 'declined-and-expired')).toEqual({ state: 'expired' });
      expect(attemptedSteps(context).at(-1)).toBe('releaseTickets');
    }));

  it('gives the tickets back when the buyer cancels, and answers a second cancel the same way', () =>
    skipping.run(holdSteps(), async (context) => {
      const { handle } = await reserve(context);
      const answers = await Promise.all([handle.executeUpdate(cancel), handle.executeUpdate(cancel)]);
      expect(answers).toEqual([{ outcome: 'canceled' }, { outcome: 'canceled' }]);
      expect(await resultOf(handle, 'canceled')).toEqual({ state: 'canceled' });
      expect(await recordedSteps(handle)).toEqual(['holdTickets', 'releaseTickets']);
    }));

  it('gives the tickets back when an engineer cancels the workflow', () =>
    skipping.run(holdSteps(), async (context) => {
      const { handle } = await reserve(context);
      await handle.cancel();
      expect(await resultOf(handle, 'canceled-by-an-engineer')).toEqual({ state: 'canceled' });
      expect(attemptedSteps(context)).toContain('releaseTickets');
    }));

  it('ends at once when the hold is refused', () =>
    skipping.run({ holdTickets: async () => ({ outcome: 'sold_out', available: 1 }) }, async (context) => {
      const { handle, answer } = await reserve(context);
      expect(answer).toEqual({ outcome: 'sold_out', available: 1 });
      expect(await resultOf(handle, 'refused')).toEqual({ state: 'refused' });
    }));

  it('gives back what an unanswered hold may have taken', () =>
    skipping.run({ holdTickets: async () => Promise.reject(new Error('connection lost')) }, async (context) => {
      const { handle, answer } = await reserve(context);
      expect(answer).toEqual({ outcome: 'unavailable' });
      expect(await resultOf(handle, 'hold-unanswered')).toEqual({ state: 'refused' });
      expect(attemptedSteps(context)).toEqual(['holdTickets', 'holdTickets', 'holdTickets', 'releaseTickets']);
    }));

  it('pays once when two confirms come at the same moment, and answers both the same way', () =>
    skipping.run({ ...holdSteps(), ...successfulPayment }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      const pay = () => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      const [one, other] = await Promise.all([pay(), pay()]);
      expect(one).toEqual({ outcome: 'converted', orderId: 'the order' });
      expect(other).toEqual(one);
      await resultOf(handle, 'confirmed-twice');
      expect(await recordedSteps(handle)).toEqual(['holdTickets', 'openCheckout', 'payForTickets']);
    }));

  it('releases the money when the hold is gone by the time it is set aside', () =>
    skipping.run(
      { ...holdSteps(), payForTickets: async () => ({ outcome: 'authorised' }), issueTickets: async () => undefined },
      async (context) => {
        const { handle } = await reserve(context);
        await handle.executeUpdate(checkout, { args: [intent] });
        expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
          outcome: 'expired',
        });
        expect(attemptedSteps(context).at(-1)).toBe('voidPayment');
        expect(await resultOf(handle, 'refunded')).toEqual({ state: 'expired' });
      },
    ));

  it('charges nobody for a hold that is gone', () =>
    skipping.run({ ...holdSteps(), payForTickets: async () => ({ outcome: 'gone' }) }, async (context) => {
      const { handle } = await reserve(context);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({ outcome: 'expired' });
      expect(await resultOf(handle, 'gone-before-payment')).toEqual({ state: 'expired' });
      expect(attemptedSteps(context)).not.toContain('issueTickets');
    }));

  it('refuses to be paid before checkout and keeps the hold', () =>
    skipping.run({ ...holdSteps(), payForTickets: async () => ({ outcome: 'no_session' }) }, async (context) => {
      const { handle } = await reserve(context);
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
        outcome: 'not_payable',
      });
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(attemptedSteps(context)).toEqual(['holdTickets', 'payForTickets']);
      await handle.executeUpdate(cancel);
      expect(await resultOf(handle, 'paid-too-early')).toEqual({ state: 'canceled' });
    }));

  it('keeps the hold and fails the update when the checkout cannot be stored', () => {
    const openCheckout = async () => Promise.reject(ApplicationFailure.nonRetryable('broken'));
    return skipping.run({ ...holdSteps(), openCheckout }, async (context) => {
      const { handle } = await reserve(context);
      await expect(handle.executeUpdate(checkout, { args: [intent] })).rejects.toBeInstanceOf(
        WorkflowUpdateFailedError,
      );
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(await resultOf(handle, 'checkout-failed')).toEqual({ state: 'expired' });
    });
  });
});

it('keeps the waiting room and purchases on separate task queues', () => {
  expect(queues.purchases).not.toBe(queues.waitingRoom);
});
