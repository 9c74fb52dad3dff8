import type { Client, WorkflowSignalWithStartOptions, WorkflowStartOptions } from '@temporalio/client';
import type { SignalDefinition } from '@temporalio/common';
import {
  admitted,
  entryView,
  eventIdAttribute,
  left,
  queues,
  workflowIds,
  type EntryWorkflow,
  type WaitingPlace,
} from '../../workflows/messages.ts';
import { ignoreAlreadyStarted, workflowState } from '../temporal.ts';
import type { EntryWorkflows } from './ports.ts';

const entryOptions = (place: WaitingPlace): WorkflowStartOptions<EntryWorkflow> & { args: [WaitingPlace] } => ({
  workflowId: workflowIds.entry(place.eventId, place.token),
  taskQueue: queues.waitingRoom,
  args: [place],
  // A place that has ended never begins again: a buyer who comes back gets a new token.
  workflowIdReusePolicy: 'REJECT_DUPLICATE',
  typedSearchAttributes: [{ key: eventIdAttribute, value: place.eventId }],
  memo: { place },
  // No workflow task until the entry is signalled, or its time is over.
  startDelay: Math.max(0, (place.accessUntil ?? place.expiresAt) - Date.now()),
});

/** The workflows of waiting places, through Temporal's client. */
export function temporalEntryWorkflows({ workflow }: Client): EntryWorkflows {
  /** A plain signal would not wake an entry before its start delay is over; a signal that comes with a start does. */
  const signal = async <Args extends unknown[]>(
    place: WaitingPlace,
    definition: SignalDefinition<Args>,
    signalArgs: Args,
  ) => {
    const options: object = { ...entryOptions(place), startDelay: 0, signal: definition, signalArgs };
    await workflow
      .signalWithStart('waitingRoomEntry', options as WorkflowSignalWithStartOptions<Args> & { args: [WaitingPlace] })
      .catch(ignoreAlreadyStarted);
  };

  async function running(further = ''): Promise<WaitingPlace[]> {
    const places: WaitingPlace[] = [];
    const query = `WorkflowType = 'waitingRoomEntry' AND ExecutionStatus = 'Running' ${further}`;
    for await (const { memo } of workflow.list({ query, pageSize: 1_000 }))
      places.push(memo?.['place'] as WaitingPlace);
    return places;
  }

  return {
    async start(place) {
      const options = { ...entryOptions(place), workflowIdConflictPolicy: 'USE_EXISTING' as const };
      await workflow.start<EntryWorkflow>('waitingRoomEntry', options).catch(ignoreAlreadyStarted);
    },

    admit: ({ accessUntil, ...place }) => signal(place, admitted, [{ accessUntil }]),
    leave: (place) => signal(place, left, []),

    async places(eventId) {
      const places = await running(`AND EventId = '${eventId}'`);
      return places.toSorted((one, other) => one.number - other.number);
    },

    allPlaces: () => running(),

    async hadAny(eventId) {
      return (await workflow.count(`WorkflowType = 'waitingRoomEntry' AND EventId = '${eventId}'`)).count > 0;
    },

    state: ({ eventId, token }) => workflowState(workflow, workflowIds.entry(eventId, token)),

    async passEnd(place) {
      const handle = workflow.getHandle(workflowIds.entry(place.eventId, place.token));
      // A place that was never admitted has no code that runs, and does not answer.
      const view = await handle.query(entryView).catch(() => undefined);
      return view?.accessUntil ?? place.accessUntil;
    },
  };
}
