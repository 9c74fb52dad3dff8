import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { keepHistory, timeSkipping, type Stage } from '../tests/time-skipping.ts';
import { cancel, checkout, confirm, hold, PURCHASE_REVISION, queues, reservationView, workflowIds, type HoldAnswer, type ReservationWorkflow } from './messages.ts';

const skipping = timeSkipping();
const TTL_MS = 180_000;
const SALE: Partial<Activities> = {
  charge: async () => 'captured',
  issueTickets: async () => 'the order',
};

/** Steps of a hold and a checkout that each last three minutes from when they are made. */
const holding = (): Partial<Activities> => {
  const inThreeMinutes = async () => new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
  return {
    holdTickets: async () => ({ outcome: 'held', expiresAt: await inThreeMinutes() }),
    openCheckout: async (_id, _buyer, { sessionId }) => ({ outcome: 'opened', sessionId, expiresAt: await inThreeMinutes() }),
  };
};

const intent = { sessionId: randomUUID(), key: 'a key', fingerprint: 'a body' };

async function reserve({ taskQueue }: Stage): Promise<{ handle: WorkflowHandle<ReservationWorkflow>; answer: HoldAnswer }> {
  const request = { reservationId: randomUUID(), eventId: randomUUID(), tierId: randomUUID(), buyerId: 'buyer', token: randomUUID(), quantity: 2 };
  const start = new WithStartWorkflowOperation<ReservationWorkflow>('reservation', {
    workflowId: workflowIds.reservation(request.reservationId),
    taskQueue,
    args: [request, PURCHASE_REVISION],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const answer = await skipping.env.client.workflow.executeUpdateWithStart(hold, { startWorkflowOperation: start, updateId: 'hold' });
  return { answer, handle: await start.workflowHandle() };
}

const ended = async (handle: WorkflowHandle<ReservationWorkflow>, branch: string) => {
  const view = await handle.result();
  await keepHistory(handle, 'reservation', branch);
  return view;
};

/** The steps whose results stand in the history. A workflow task that met a newcomer is done again, and its steps with it. */
async function stepsDecided(handle: WorkflowHandle<ReservationWorkflow>): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const data = marker?.details?.['data']?.payloads?.[0]?.data;
    return data ? [(JSON.parse(Buffer.from(data).toString()) as { activity_type: string }).activity_type] : [];
  });
}

/** The steps that were tried, in order. */
const stepsOf = (stage: Stage) => stage.calls.map(({ step }) => step);

describe('a reservation', () => {
  it('ends by itself, and gives its claim back, when Temporal lost the hold it was started with', () =>
    skipping.run({ ...holding(), releaseTickets: async () => {} }, async (stage) => {
      const reservationId = randomUUID();
      const request = { reservationId, eventId: randomUUID(), tierId: randomUUID(), buyerId: 'buyer', token: randomUUID(), quantity: 2 };
      const handle = await skipping.env.client.workflow.start<ReservationWorkflow>('reservation', { workflowId: workflowIds.reservation(reservationId), taskQueue: stage.taskQueue, args: [request, PURCHASE_REVISION] });
      expect(await ended(handle, 'hold-lost')).toEqual({ state: 'refused' });
      expect(stepsOf(stage)).toEqual(['releaseTickets']);
    }));

  it('holds, checks out, charges and issues, in this order and nothing twice', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(answer.outcome).toBe('held');
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({ outcome: 'opened', sessionId: intent.sessionId });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({ outcome: 'converted', orderId: 'the order' });
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

  it('gives the tickets back when nobody checks out before the deadline', () =>
    skipping.run(holding(), async (stage) => {
      const { handle, answer } = await reserve(stage);
      expect(await ended(handle, 'expired-before-checkout')).toEqual({ state: 'expired' });
      const release = stage.calls.at(-1)!;
      expect(release.step).toBe('releaseTickets');
      expect(release.args[2]).toBe('expired');
      const deadline = Date.parse(answer.outcome === 'held' ? answer.expiresAt : '');
      expect(release.at).toBeGreaterThanOrEqual(deadline);
      expect(release.at).toBeLessThan(deadline + 2_000);
    }));

  it('moves the deadline at checkout, and gives the tickets back when nobody pays before the new one', () =>
    skipping.run(holding(), async (stage) => {
      const { handle } = await reserve(stage);
      const heldAt = await stage.now();
      await stage.sleep(100_000);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await ended(handle, 'expired-in-checkout')).toEqual({ state: 'expired' });
      expect(stage.calls.at(-1)!.at).toBeGreaterThanOrEqual(heldAt + 100_000 + TTL_MS);
    }));

  it('ends no hold at its old deadline while a checkout is being opened that has moved it already', () => {
    let moved: string | undefined;
    let attempts = 0;
    const openCheckout: Activities['openCheckout'] = async (_id, _buyer, { sessionId }) => {
      moved ??= new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
      if ((attempts += 1) <= 3) throw new Error('Postgres did it, and nobody heard');
      await skipping.env.sleep(3_000);
      return { outcome: 'opened', sessionId, expiresAt: moved };
    };
    return skipping.run({ ...holding(), openCheckout }, async (stage) => {
      const { handle, answer } = await reserve(stage);
      await stage.sleep(TTL_MS - 2_000);
      expect(await handle.executeUpdate(checkout, { args: [intent] })).toMatchObject({ outcome: 'opened' });
      expect(await stage.now()).toBeGreaterThan(Date.parse(answer.outcome === 'held' ? answer.expiresAt : ''));
      expect((await handle.query(reservationView)).state).toBe('in_checkout');
      expect(await ended(handle, 'checkout-at-the-deadline')).toEqual({ state: 'expired' });
      expect(stage.calls.at(-1)!.step).toBe('releaseTickets');
      expect(stage.calls.at(-1)!.at).toBeGreaterThanOrEqual(Date.parse(moved!));
    });
  });

  it('gives the tickets back when the payment is declined', () =>
    skipping.run({ ...holding(), charge: async () => 'declined' }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'fail' }] })).toEqual({ outcome: 'declined' });
      expect(await ended(handle, 'declined')).toEqual({ state: 'declined' });
      expect(stage.calls.at(-1)).toMatchObject({ step: 'releaseTickets', args: [expect.anything(), expect.anything(), 'declined'] });
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

  it('keeps the hold beyond its deadline while a payment is in doubt, and then issues the tickets', () => {
    let attempts = 0;
    const charge: Activities['charge'] = async () => {
      attempts += 1;
      if (attempts < 40) throw new Error('the provider did not answer');
      return 'captured';
    };
    return skipping.run({ ...holding(), ...SALE, charge }, async (stage) => {
      const { handle } = await reserve(stage);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const paying = await handle.startUpdate(confirm, { args: [{ simulate: 'success' }], waitForStage: 'ACCEPTED' });
      // Only waiting for a result lets the time of this environment pass.
      expect(await ended(handle, 'payment-in-doubt')).toMatchObject({ state: 'converted' });
      expect(await paying.result()).toMatchObject({ outcome: 'converted' });
      expect(stage.calls.at(-1)!.at).toBeGreaterThan(Date.parse(opened.outcome === 'opened' ? opened.expiresAt : ''));
      expect(stepsOf(stage)).not.toContain('releaseTickets');
    });
  });

  it('gives the money back when the hold is gone by the time it is paid', () =>
    skipping.run({ ...holding(), charge: async () => 'captured', issueTickets: async () => undefined }, async (stage) => {
      const { handle } = await reserve(stage);
      await handle.executeUpdate(checkout, { args: [intent] });
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({ outcome: 'expired' });
      expect(stepsOf(stage).at(-1)).toBe('refund');
      expect(await ended(handle, 'refunded')).toEqual({ state: 'expired' });
    }));

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
      expect(await handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] })).toEqual({ outcome: 'not_payable' });
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(stepsOf(stage)).toEqual(['holdTickets']);
      await handle.executeUpdate(cancel);
    }));

  it('keeps the hold and tells the buyer when checkout cannot be written down', () => {
    const openCheckout = async () => Promise.reject(ApplicationFailure.nonRetryable('broken'));
    return skipping.run({ ...holding(), openCheckout }, async (stage) => {
      const { handle } = await reserve(stage);
      await expect(handle.executeUpdate(checkout, { args: [intent] })).rejects.toBeInstanceOf(WorkflowUpdateFailedError);
      expect((await handle.query(reservationView)).state).toBe('held');
      expect(await ended(handle, 'checkout-failed')).toEqual({ state: 'expired' });
    });
  });

  it('ends one way only when the payment comes in the instant of the deadline', () =>
    skipping.run({ ...holding(), ...SALE }, async (stage) => {
      const { handle } = await reserve(stage);
      const opened = await handle.executeUpdate(checkout, { args: [intent] });
      const deadline = Date.parse(opened.outcome === 'opened' ? opened.expiresAt : '');
      await stage.sleep(deadline - (await stage.now()) - 1);
      const [answer] = await Promise.all([
        handle.executeUpdate(confirm, { args: [{ simulate: 'success' }] }).catch(() => ({ outcome: 'expired' as const })),
        stage.sleep(1),
      ]);
      const view = await ended(handle, 'paid-at-the-deadline');
      expect(view.state).toBe(answer.outcome);
      expect(['converted', 'expired']).toContain(view.state);
      const ends = (await stepsDecided(handle)).filter((step) => step === 'issueTickets' || step === 'releaseTickets');
      expect(ends).toEqual([view.state === 'converted' ? 'issueTickets' : 'releaseTickets']);
    }));
});

it('keeps crowds and purchases on queues of their own', () => {
  expect(queues.purchases).not.toBe(queues.waitingRoom);
});
