import { allHandlersFinished, CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import {
  cancel,
  checkout,
  confirm,
  hold,
  paymentSettled,
  reservationView,
  type ReservationRequest,
  type ReservationView,
} from './messages.ts';
import { CLIENT_WAITS_MS, Purchase } from './purchase.ts';

/**
 * A hold that arrives later than this is refused, so at this time the workflow ends itself and gives the claim back.
 */
const HOLD_WITHIN_MS = CLIENT_WAITS_MS + 5_000;

/** Holds tickets, waits for payment until the deadline, then issues them or gives them back. */
export async function reservation(request: ReservationRequest, revision = 1): Promise<ReservationView> {
  const purchase = new Purchase(request, revision);
  setHandler(reservationView, () => purchase.view);
  setHandler(hold, () => purchase.hold());
  // An update keeps its answer, so none is given before the hold and the messages before it are decided. One after the
  // other, because steps that run side by side may be replayed in another order. The outcome of a payment may be long
  // in coming: what arrives meanwhile is answered at once, and takes no step.
  const holdIsDecided = () => CancellationScope.nonCancellable(() => condition(() => purchase.decided));
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn =
    <Args extends unknown[], Answer>(answer: (...args: Args) => Promise<Answer>) =>
    (...args: Args) => {
      if (revision < 3 || purchase.paying) return answer(...args);
      const answered = turn.then(holdIsDecided).then(() => answer(...args));
      turn = answered.catch(() => undefined);
      return answered;
    };
  setHandler(
    checkout,
    inTurn((intent) => purchase.checkout(intent)),
  );
  setHandler(
    confirm,
    inTurn((payment) => purchase.confirm(payment)),
  );
  setHandler(
    cancel,
    inTurn(() => purchase.cancel()),
  );
  const lookAfterPayment = inTurn(() => purchase.lookAfterPayment());
  setHandler(paymentSettled, () => lookAfterPayment().catch(() => undefined));

  try {
    // The hold comes with the start. Temporal may die between the two, and then no request comes under this id again.
    if (!purchase.asked && !(await condition(() => purchase.asked, HOLD_WITHIN_MS, { summary: 'the hold itself' })))
      await purchase.hold();
    await condition(() => purchase.decided);
    while (purchase.open) {
      const { deadline } = purchase;
      const decided = () => !purchase.open || (revision === 1 && purchase.deadline !== deadline);
      const inTime = await condition(decided, Math.max(1, deadline - Date.now()), { summary: 'deadline of the hold' });
      if (inTime) continue;
      if (revision > 1) await condition(() => !purchase.opening);
      // Checkout may have moved the deadline meanwhile: then the next round waits for the new one.
      if (purchase.deadline === deadline) await purchase.expire();
    }
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    // An engineer cancelled the workflow: held tickets go back, a payment under way is brought to its end.
    if (revision > 2) await turn;
    await purchase.cancel();
  }
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  return purchase.view;
}
