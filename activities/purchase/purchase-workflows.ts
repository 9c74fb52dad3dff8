import { createHash, randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import {
  cancel,
  checkout,
  confirm,
  hold,
  purchaseStart,
  workflowIds,
  type CancelAnswer,
  type CheckoutAnswer,
  type CheckoutIntent,
  type ConfirmAnswer,
  type HoldAnswer,
  type Payment,
  type ReservationRequest,
  type ReservationWorkflow,
} from '../../workflows/messages.ts';

/** Every HTTP answer is due within five seconds; what is not answered by then goes on, and repeating the request finds it. */
const PATIENCE_MS = 4_300;
/**
 * How many holds are asked of Temporal at once, and how long one may wait for its turn. A hundred at once would share the
 * server so evenly that all of them are late together; in turn, each is quick, and whoever cannot be served is told so in time.
 */
const HOLDS_AT_ONCE = 12;
const TURN_WITHIN_MS = 2_500;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * Purchases as the API reaches them. A purchase whose workflow has ended answers `over`: then Postgres knows how it ended.
 * Update ids name the intent, so that parallel repeats attach to one update instead of making another.
 */
export function purchases(client: Client) {
  const turns = pLimit(HOLDS_AT_ONCE);
  const within = <Answer>(ask: () => Promise<Answer>) => client.withDeadline(Date.now() + PATIENCE_MS, ask);
  const unlessOver = <Answer>(ask: () => Promise<Answer>): Promise<Answer | 'over'> =>
    within(ask).catch((failure: unknown) => {
      if (failure instanceof WorkflowNotFoundError) return 'over';
      throw failure;
    });
  const handle = (reservationId: string) =>
    client.workflow.getHandle<ReservationWorkflow>(workflowIds.reservation(reservationId));

  return {
    /**
     * Starts the purchase and takes the tickets, in one request to Temporal; asked again for the same reservation it answers what
     * the first request is answered. `busy` when its turn did not come and nothing was started, `over` when the purchase has ended.
     */
    hold(request: ReservationRequest): Promise<HoldAnswer | 'busy' | 'over'> {
      const asked = Date.now();
      const startWorkflowOperation = new WithStartWorkflowOperation<ReservationWorkflow>(
        'reservation',
        purchaseStart(request),
      );
      return turns(async () => {
        if (Date.now() - asked > TURN_WITHIN_MS) return 'busy';
        return client
          .withDeadline(asked + PATIENCE_MS, () =>
            client.workflow.executeUpdateWithStart(hold, { startWorkflowOperation, updateId: 'hold' }),
          )
          .catch((failure: unknown) => {
            if (failure instanceof WorkflowExecutionAlreadyStartedError) return 'over';
            throw failure;
          });
      });
    },

    checkout(reservationId: string, intent: CheckoutIntent): Promise<CheckoutAnswer | 'over'> {
      const open = (updateId: string) => handle(reservationId).executeUpdate(checkout, { args: [intent], updateId });
      return unlessOver(() =>
        open(`checkout:${sha256(intent.key)}`).catch((failure: unknown) => {
          if (!(failure instanceof WorkflowUpdateFailedError)) throw failure;
          // Temporal keeps a failed update under its id for as long as the purchase runs, so a repeat has to ask under another.
          return open(randomUUID());
        }),
      );
    },

    confirm: (reservationId: string, payment: Payment): Promise<ConfirmAnswer | 'over'> =>
      unlessOver(() =>
        handle(reservationId).executeUpdate(confirm, { args: [payment], updateId: `confirm:${payment.simulate}` }),
      ),

    cancel: (reservationId: string): Promise<CancelAnswer | 'over'> =>
      unlessOver(() => handle(reservationId).executeUpdate(cancel, { updateId: 'cancel' })),
  };
}

export type Purchases = ReturnType<typeof purchases>;
