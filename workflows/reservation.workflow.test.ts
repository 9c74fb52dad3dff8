import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { ended, intent, purchasing, SALE, stepsDecided, stepsOf, wish } from '../tests/purchasing.ts';
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
const { holding, reserve } = purchasing(skipping);

describe('a reservation', () => {
  it('ends by itself, and gives its claim back, when Temporal lost the hold it was started with', () =>
    skipping.run({ ...holding(), releaseTickets: async () => {} }, async (stage) => {
      const request = wish();
      const handle = await skipping.env.client.workflow.start<ReservationWorkflow>('reservation', {
        workflowId: workflowIds.reservation(request.reservationId),
        taskQueue: stage.taskQueue,
        args: [request, PURCHASE_REVISION],
      });
      expect(await ended(handle, 'hold-lost')).toEqual({ state: 'refused' });
      expect(stepsOf(stage)).toEqual(['releaseTickets']);
    }));

  it('holds, checks out, charges and issues, in this order and nothing twice', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(answer.outcome).toBe('held');
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({
        outcome: 'opened',
        sessionId: intent.sessionId,
      });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
        outcome: 'converted',
        orderId: 'the order',
      });
      expect(await ended(handle, 'sold')).toEqual({ state: 'converted', orderId: 'the order' });
      expect(stepsOf(stage)).toEqual(['holdTickets', 'openCheckout', 'charge', 'issueTickets']);
    }));

  it('costs three workflow tasks from hold to tickets', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      await handle.result();
      const { events = [] } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowTaskCompletedEventAttributes)).toHaveLength(3);
    }));

  it('gives the tickets back when the payment is declined', () =>
    skipping.run({ ...holding(), charge: async () => 'declined' }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'fail' }] })).toEqual({ outcome: 'declined' });
      expect(await ended(handle, 'declined')).toEqual({ state: 'declined' });
      expect(stage.calls.at(-1)).toMatchObject({
        step: 'releaseTickets',
        args: [expect.anything(), expect.anything(), 'declined'],
      });
    }));

  it('gives the tickets back when the buyer cancels, and says the same when told again', () =>
    skipping.run(holding(), async (stage) => {
      const { handle } = await reserve(stage);
      const answers = await Promise.all([handle.executeUpdate(cancel), handle.executeUpdate(cancel)]);
      expect(answers).toEqual([{ outcome: 'canceled' }, { outcome: 'canceled' }]);
      expect(await ended(handle, 'canceled')).toEqual({ state: 'canceled' });
      expect(await stepsDecided(handle)).toEqual(['holdTickets', 'releaseTickets']);
    }));

  it('gives the tickets back when an engineer cancels the workflow', () =>
    skipping.run(holding(), async (stage) => {
      const { handle } = await reserve(stage);
      await handle.cancel();
      expect(await ended(handle, 'canceled-by-an-engineer')).toEqual({ state: 'canceled' });
      expect(stepsOf(stage)).toContain('releaseTickets');
    }));

  it('ends at once when the hold is refused', () =>
    skipping.run({ holdTickets: async () => ({ outcome: 'sold_out', available: 1 }) }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(answer).toEqual({ outcome: 'sold_out', available: 1 });
      expect(await ended(handle, 'refused')).toEqual({ state: 'refused' });
    }));

  it('gives back what an unanswered hold may have taken', () =>
    skipping.run({ holdTickets: async () => Promise.reject(new Error('connection lost')) }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(answer).toEqual({ outcome: 'unavailable' });
      expect(await ended(handle, 'hold-unanswered')).toEqual({ state: 'refused' });
      expect(stepsOf(stage)).toEqual(['holdTickets', 'holdTickets', 'holdTickets', 'releaseTickets']);
    }));

  it('pays once when two confirms come at the same moment, and both hear the same', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      const pay = () => handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] });
      const [one, other] = await Promise.all([pay(), pay()]);
      expect(one).toEqual({ outcome: 'converted', orderId: 'the order' });
      expect(other).toEqual(one);
      await ended(handle, 'confirmed-twice');
      expect(await stepsDecided(handle)).toEqual(['holdTickets', 'openCheckout', 'charge', 'issueTickets']);
    }));

  it('gives the money back when the hold is gone by the time it is paid', () =>
    skipping.run(
      { ...holding(), charge: async () => 'captured', issueTickets: async () => undefined },
      async (stage) => {
        const { handle } = await reserve(stage);
        await handle.executeUpdate(checkout, { args: [intent] });
        expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
          outcome: 'expired',
        });
        expect(stepsOf(stage).at(-1)).toBe('refund');
        expect(await ended(handle, 'refunded')).toEqual({ state: 'expired' });
      },
    ));

  it('charges nobody for a hold that is gone', () =>
    skipping.run({ ...holding(), charge: async () => 'gone' }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({ outcome: 'expired' });
      expect(await ended(handle, 'gone-before-payment')).toEqual({ state: 'expired' });
      expect(stepsOf(stage)).not.toContain('issueTickets');
    }));

  it('refuses to be paid before checkout and keeps the hold', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle } = await reserve(stage);
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({
        outcome: 'not_payable',
      });
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(stepsOf(stage)).toEqual(['holdTickets']);
      await handle.executeUpdate(cancel);
    }));

  it('keeps the hold and tells the buyer when checkout cannot be written down', () => {
    const openCheckout = async () => Promise.reject(ApplicationFailure.nonRetryable('broken'));
    return skipping.run({ ...holding(), openCheckout }, async (stage) => {
      const { handle } = await reserve(stage);
      await expect(handle.executeUpdate(checkout, { args: [intent] })).rejects.toBeInstanceOf(
        WorkflowUpdateFailedError,
      );
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(await ended(handle, 'checkout-failed')).toEqual({ state: 'expired' });
    });
  });
});

it('keeps crowds and purchases on queues of their own', () => {
  expect(queues.purchases).not.toBe(queues.waitingRoom);
});
