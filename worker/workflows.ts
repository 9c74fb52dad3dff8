import {
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  type Client,
  type WorkflowSignalWithStartOptions,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import { pMapIterable } from 'p-map';
import type { Workflows } from '../activities/ports.ts';
import {
  admitted,
  eventIdAttribute,
  hold,
  left,
  purchaseStart,
  queues,
  workflowIds,
  type EntryWorkflow,
  type ReservationWorkflow,
  type SaleWorkflow,
  type WaitingPlace,
} from '../workflows/messages.ts';

const entryOptions = (place: WaitingPlace): WorkflowStartOptions<EntryWorkflow> & { args: [WaitingPlace] } => ({
  workflowId: workflowIds.entry(place.eventId, place.token),
  taskQueue: queues.waitingRoom,
  args: [place],
  // A place that has ended never begins again: whoever comes back gets a new token.
  workflowIdReusePolicy: 'REJECT_DUPLICATE',
  typedSearchAttributes: [{ key: eventIdAttribute, value: place.eventId }],
  memo: { place },
  // No workflow task until somebody is admitted or leaves, or the time is over.
  startDelay: Math.max(0, (place.accessUntil ?? place.expiresAt) - Date.now()),
});

/** The workflows that activities and the join stream reach, through Temporal's client. */
export function temporalWorkflows(client: Client): Workflows {
  const { workflow } = client;

  /** A plain signal would not wake an entry before its delay is over; one that comes with a start does. */
  const tell = async <Args extends unknown[]>(
    place: WaitingPlace,
    signal: SignalDefinition<Args>,
    signalArgs: Args,
  ) => {
    const options: object = { ...entryOptions(place), startDelay: 0, signal, signalArgs };
    await workflow
      .signalWithStart('waitingRoomEntry', options as WorkflowSignalWithStartOptions<Args> & { args: [WaitingPlace] })
      .catch(startedBefore);
  };

  /** What follows the prefix in the ids of the running workflows of a type. */
  const runningOf = async (type: 'sale' | 'reservation', prefix: string) => {
    const found = new Set<string>();
    for await (const { workflowId } of workflow.list({
      query: `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`,
      pageSize: 1_000,
    })) {
      found.add(workflowId.slice(prefix.length));
    }
    return found;
  };

  return {
    async startEntry(place) {
      await workflow
        .start<EntryWorkflow>('waitingRoomEntry', { ...entryOptions(place), workflowIdConflictPolicy: 'USE_EXISTING' })
        .catch(startedBefore);
    },

    admitEntry: ({ accessUntil, ...place }) => tell(place, admitted, [{ accessUntil }]),
    leaveEntry: (place) => tell(place, left, []),

    async waitingPlaces(eventId) {
      const places: WaitingPlace[] = [];
      const query = `WorkflowType = 'waitingRoomEntry' AND ExecutionStatus = 'Running' AND EventId = '${eventId}'`;
      for await (const { memo } of workflow.list({ query, pageSize: 1_000 }))
        places.push(memo?.['place'] as WaitingPlace);
      return places.toSorted((one, other) => one.number - other.number);
    },

    async startSale(eventId) {
      await workflow.start<SaleWorkflow>('sale', {
        workflowId: workflowIds.sale(eventId),
        taskQueue: queues.purchases,
        args: [{ eventId }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        typedSearchAttributes: [{ key: eventIdAttribute, value: eventId }],
      });
    },

    runningSales: () => runningOf('sale', workflowIds.sale('')),

    async cancelPurchase(reservationId) {
      await workflow.getHandle(workflowIds.reservation(reservationId)).cancel().catch(unlessUnknown);
    },

    runningPurchases: () => runningOf('reservation', workflowIds.reservation('')),

    async purchaseState(reservationId) {
      const description = await workflow
        .getHandle(workflowIds.reservation(reservationId))
        .describe()
        .catch(unlessUnknown);
      if (!description) return 'unknown';
      return description.status.name === 'RUNNING' ? 'running' : 'ended';
    },

    async adoptPurchase(request) {
      // The hold is found by its reservation's id, so holding again takes it over as it is.
      const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>(
        'reservation',
        purchaseStart(request),
      );
      const answer = await workflow
        .executeUpdateWithStart(hold, { startWorkflowOperation, updateId: 'hold' })
        .catch(startedBefore);
      return answer?.outcome === 'held';
    },

    async endPurchase(reservationId, reason) {
      await workflow.getHandle(workflowIds.reservation(reservationId)).terminate(reason).catch(unlessUnknown);
    },

    async failingTasks(attempt) {
      const running = workflow.list({
        query: "WorkflowType IN ('reservation', 'sale') AND ExecutionStatus = 'Running'",
        pageSize: 1_000,
      });
      const tasks = pMapIterable(
        running,
        async ({ workflowId }) => {
          const description = await workflow.getHandle(workflowId).describe().catch(unlessUnknown);
          return { workflowId, attempt: description?.raw.pendingWorkflowTask?.attempt ?? 0 };
        },
        { concurrency: 10 },
      );
      const failing = [];
      for await (const task of tasks) if (task.attempt >= attempt) failing.push(task);
      return failing;
    },
  };
}

const unlessUnknown = (failure: unknown): undefined => {
  if (!(failure instanceof WorkflowNotFoundError)) throw failure;
};

const startedBefore = (failure: unknown): undefined => {
  if (!(failure instanceof Error && failure.name === 'WorkflowExecutionAlreadyStartedError')) throw failure;
};
