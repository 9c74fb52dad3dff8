import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, type WorkflowHandle } from '@temporalio/client';
import type { Activities } from '../activities/activities.ts';
import {
  hold,
  PURCHASE_REVISION,
  workflowIds,
  type HoldAnswer,
  type ReservationWorkflow,
} from '../workflows/messages.ts';
import { stepsRecorded } from './replay/recordings.ts';
import { keepHistory, type ScenarioContext, type TimeSkipping } from './time-skipping.ts';

export const TTL_MS = 180_000;

/** Steps of a successful payment. */
export const successfulPayment: Partial<Activities> = {
  payForTickets: async () => ({ outcome: 'issued', orderId: 'the order' }),
};

export const intent = { sessionId: randomUUID(), key: 'a key', fingerprint: 'a body' };

/** A request for two tickets with new ids. */
export const reservationRequest = () => ({
  reservationId: randomUUID(),
  eventId: randomUUID(),
  tierId: randomUUID(),
  buyerId: 'buyer',
  token: randomUUID(),
  quantity: 2,
});

/** What workflow tests of a purchase start with. */
export function purchaseWorkflow(skipping: TimeSkipping) {
  const newDeadline = async () => new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
  return {
    /** Steps that hold tickets and open a checkout, each with a deadline three minutes later. */
    holdSteps: (): Partial<Activities> => ({
      holdTickets: async () => ({ outcome: 'held', expiresAt: await newDeadline() }),
      openCheckout: async (_id, _buyer, { sessionId }) => ({
        outcome: 'opened',
        sessionId,
        expiresAt: await newDeadline(),
      }),
    }),

    async reserve({
      taskQueue,
    }: ScenarioContext): Promise<{ handle: WorkflowHandle<ReservationWorkflow>; answer: HoldAnswer }> {
      const request = reservationRequest();
      const start = new WithStartWorkflowOperation<ReservationWorkflow>('reservation', {
        workflowId: workflowIds.reservation(request.reservationId),
        taskQueue,
        args: [request, PURCHASE_REVISION],
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const answer = await skipping.env.client.workflow.executeUpdateWithStart(hold, {
        startWorkflowOperation: start,
        updateId: 'hold',
      });
      return { answer, handle: await start.workflowHandle() };
    },
  };
}

/** The result of a purchase. Its history is recorded under `branch` (`npm run histories`). */
export async function resultOf(handle: WorkflowHandle<ReservationWorkflow>, branch: string) {
  const view = await handle.result();
  await keepHistory(handle, 'reservation', branch);
  return view;
}

/**
 * The steps whose results are in the history. There may be fewer than were attempted: a workflow task is repeated with
 * its steps when a new message arrives meanwhile.
 */
export const recordedSteps = async (handle: WorkflowHandle<ReservationWorkflow>): Promise<string[]> =>
  stepsRecorded(await handle.fetchHistory());

/** The steps that were attempted, in order. */
export const attemptedSteps = ({ calls }: ScenarioContext) => calls.map(({ step }) => step);
