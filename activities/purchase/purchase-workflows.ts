import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import { hold, purchaseStart, workflowIds, type ReservationWorkflow } from '../../workflows/messages.ts';
import { ignoreAlreadyStarted, ignoreNotFound, runningIds, workflowState } from '../temporal.ts';
import type { PurchaseWorkflows } from './ports.ts';

/** The workflows of purchases, through Temporal's client. */
export function temporalPurchaseWorkflows({ workflow }: Client): PurchaseWorkflows {
  const handle = (reservationId: string) => workflow.getHandle(workflowIds.reservation(reservationId));
  return {
    running: () => runningIds(workflow, 'reservation', workflowIds.reservation('')),

    state: (reservationId) => workflowState(workflow, workflowIds.reservation(reservationId)),

    async requestCancel(reservationId) {
      await handle(reservationId).cancel().catch(ignoreNotFound);
    },

    async adopt(request) {
      // The hold is found by its reservation's id, so holding again takes it over as it is.
      const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>(
        'reservation',
        purchaseStart(request),
      );
      const answer = await workflow
        .executeUpdateWithStart(hold, { startWorkflowOperation, updateId: 'hold' })
        .catch(ignoreAlreadyStarted);
      return answer?.outcome === 'held';
    },

    async terminate(reservationId, reason) {
      await handle(reservationId).terminate(reason).catch(ignoreNotFound);
    },
  };
}
