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
import { keepHistory, type Skipping, type Stage } from './time-skipping.ts';

export const TTL_MS = 180_000;

/** Steps of a payment that goes well. */
export const SALE: Partial<Activities> = {
  charge: async () => 'captured',
  issueTickets: async () => 'the order',
};

export const intent = { sessionId: randomUUID(), key: 'a key', fingerprint: 'a body' };

/** A wish for two tickets, of somebody and somewhere new each time. */
export const wish = () => ({
  reservationId: randomUUID(),
  eventId: randomUUID(),
  tierId: randomUUID(),
  buyerId: 'buyer',
  token: randomUUID(),
  quantity: 2,
});

/** What workflow tests of a purchase begin with. */
export function purchasing(skipping: Skipping) {
  const inThreeMinutes = async () => new Date((await skipping.env.currentTimeMs()) + TTL_MS).toISOString();
  return {
    /** Steps of a hold and a checkout that each last three minutes from when they are made. */
    holding: (): Partial<Activities> => ({
      holdTickets: async () => ({ outcome: 'held', expiresAt: await inThreeMinutes() }),
      openCheckout: async (_id, _buyer, { sessionId }) => ({
        outcome: 'opened',
        sessionId,
        expiresAt: await inThreeMinutes(),
      }),
    }),

    async reserve({ taskQueue }: Stage): Promise<{ handle: WorkflowHandle<ReservationWorkflow>; answer: HoldAnswer }> {
      const request = wish();
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

/** How a purchase ended; its history is kept as that of a branch where histories are being recorded. */
export async function ended(handle: WorkflowHandle<ReservationWorkflow>, branch: string) {
  const view = await handle.result();
  await keepHistory(handle, 'reservation', branch);
  return view;
}

/** The steps whose results stand in the history. A workflow task that met a newcomer is done again, and its steps with it. */
export const stepsDecided = async (handle: WorkflowHandle<ReservationWorkflow>): Promise<string[]> =>
  stepsRecorded(await handle.fetchHistory());

/** The steps that were tried, in order. */
export const stepsOf = (stage: Stage) => stage.calls.map(({ step }) => step);
