import { createHash, randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import {
  cancel,
  checkout,
  confirm,
  hold,
  paymentSettled,
  purchaseStart,
  workflowIds,
  type ReservationWorkflow,
} from '../../workflows/messages.ts';
import { ignoreNotFound } from '../temporal.ts';
import type { Over, PurchaseUpdates } from './ports.ts';
import type { TurnMemory } from './turn-memory.ts';
import { Turns } from './turns.ts';

/** Every HTTP answer is due within five seconds; an update that takes longer goes on, and a repeat finds its result. */
const ANSWER_WITHIN_MS = 4_300;

const over: Over = { outcome: 'over' };
/** Refusals that another message, or a step that is under way, may turn into something else. */
const passing = ['not_active', 'not_payable'];

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * The updates of a purchase, through Temporal's client. Update ids name the intent, so that parallel repeats attach to
 * one update instead of making another.
 */
export function temporalPurchaseUpdates(client: Client, turnMemory?: TurnMemory): PurchaseUpdates {
  // In turns each hold is quick. All at once they would share the server so evenly that all are late together.
  const turns = new Turns(ANSWER_WITHIN_MS, turnMemory);
  const handle = (reservationId: string) =>
    client.workflow.getHandle<ReservationWorkflow>(workflowIds.reservation(reservationId));
  /**
   * Temporal keeps the answer of an update under its id for as long as the purchase runs. A failure and a refusal may
   * pass, so those are asked for again under an id of their own.
   */
  const send = <Answer extends { outcome: string }>(
    updateId: string,
    update: (updateId: string) => Promise<Answer>,
  ): Promise<Answer | Over> =>
    client
      .withDeadline(Date.now() + ANSWER_WITHIN_MS, async () => {
        const ask = (id: string) => unlessForgotten(() => update(id));
        const kept = await ask(updateId).catch(undefinedIfFailed);
        return kept && !passing.includes(kept.outcome) ? kept : ask(randomUUID());
      })
      .catch(overIf(WorkflowNotFoundError));

  return {
    /** In one request to Temporal; asked again for the same reservation it gives the first request's answer. */
    hold(request, askedAt) {
      const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>(
        'reservation',
        purchaseStart(request),
      );
      return turns.take(`${request.eventId} ${request.buyerId}`, askedAt, () =>
        client
          .withDeadline(askedAt + ANSWER_WITHIN_MS, () =>
            client.workflow.executeUpdateWithStart(hold, { startWorkflowOperation, updateId: 'hold' }),
          )
          .catch(overIf(WorkflowExecutionAlreadyStartedError)),
      );
    },

    checkout: (reservationId, intent) =>
      send(`checkout:${sha256(intent.key)}`, (updateId) =>
        handle(reservationId).executeUpdate(checkout, { args: [intent], updateId }),
      ),

    confirm(reservationId, payment) {
      const pay = (updateId: string) => handle(reservationId).executeUpdate(confirm, { args: [payment], updateId });
      if (payment.simulate !== undefined) return send(`confirm:${payment.simulate}`, pay);
      // A browser asks again and again, and each time anew.
      return client
        .withDeadline(Date.now() + ANSWER_WITHIN_MS, () => unlessForgotten(() => pay(randomUUID())))
        .catch(overIf(WorkflowNotFoundError))
        .catch(pendingIfLate);
    },

    async paymentSettled(reservationId) {
      await handle(reservationId).signal(paymentSettled).catch(ignoreNotFound);
    },

    cancel: (reservationId) => send('cancel', (updateId) => handle(reservationId).executeUpdate(cancel, { updateId })),
  };
}

/** The provider, or the way to it, is slow: the purchase goes on asking, and nobody knows the outcome yet. */
const pendingIfLate = (failure: unknown): { outcome: 'pending' } => {
  if (failure instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { outcome: 'pending' };
  throw failure;
};

/**
 * Asks once more for an update that Temporal forgot: the provider knocked just as the purchase was ending, and the task
 * with the answer counted for nothing. Its steps are safe to repeat.
 */
const unlessForgotten = <Answer>(ask: () => Promise<Answer>): Promise<Answer> =>
  ask().catch((failure: unknown) => {
    const { details = '' } = ((failure as Error).cause ?? {}) as { details?: string };
    if (!details.includes('unexpected workflow task failure')) throw failure;
    return ask();
  });

const undefinedIfFailed = (failure: unknown): undefined => {
  if (!(failure instanceof WorkflowUpdateFailedError)) throw failure;
};

const overIf =
  (kind: typeof WorkflowNotFoundError | typeof WorkflowExecutionAlreadyStartedError) =>
  (failure: unknown): Over => {
    if (failure instanceof kind) return over;
    throw failure;
  };
