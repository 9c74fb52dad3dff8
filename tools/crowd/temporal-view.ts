import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { eventIdAttribute, workflowIds } from '../../workflows/messages.ts';
import type { Stack } from './stack.ts';

export type ReservationWorkflow = { id: string; status: string };

/** Reads the purchases of one event from Temporal, and links to them in its Web UI. */
export function temporalView(
  client: Client,
  stack: Pick<Stack, 'temporalUiUrl' | 'temporalNamespace'>,
  eventId: string,
) {
  const ofEvent = `${eventIdAttribute.name} = '${eventId}' AND WorkflowType = 'reservation'`;
  const ui = stack.temporalUiUrl && `${stack.temporalUiUrl}/namespaces/${stack.temporalNamespace}/workflows`;

  return {
    /** By search attribute; the index lags a moment behind the workflows. */
    async reservations(): Promise<ReservationWorkflow[]> {
      const found: ReservationWorkflow[] = [];
      for await (const { workflowId, status } of client.workflow.list({ query: ofEvent }))
        found.push({ id: workflowId, status: status.name });
      return found;
    },

    /** Describes the workflow itself, which never lags behind. */
    async isRunning(reservationId: string): Promise<boolean> {
      try {
        return (
          (await client.workflow.getHandle(workflowIds.reservation(reservationId)).describe()).status.name === 'RUNNING'
        );
      } catch (failure) {
        if (failure instanceof WorkflowNotFoundError) return false;
        throw failure;
      }
    },

    /** A page of the Web UI: one workflow, or all purchases of the event. */
    link: (workflowId?: string) =>
      ui
        ? `${ui}${workflowId ? `/${encodeURIComponent(workflowId)}` : `?query=${encodeURIComponent(ofEvent)}`}`
        : (workflowId ?? ofEvent),
  };
}

export type TemporalView = ReturnType<typeof temporalView>;
