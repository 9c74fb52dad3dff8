import { allHandlersFinished, CancellationScope, condition, isCancellation, setHandler } from '@temporalio/workflow';
import { cancel, checkout, confirm, hold, reservationView, type ReservationRequest, type ReservationView } from './messages.ts';
import { Purchase } from './purchase.ts';

/** Holds tickets, waits for payment until the deadline, then issues them or gives them back. */
export async function reservation(request: ReservationRequest): Promise<ReservationView> {
  const purchase = new Purchase(request);
  setHandler(reservationView, () => purchase.view);
  setHandler(hold, () => purchase.hold());
  setHandler(checkout, (intent) => purchase.checkout(intent));
  setHandler(confirm, (payment) => purchase.confirm(payment));
  setHandler(cancel, () => purchase.cancel());

  try {
    await condition(() => purchase.decided);
    while (purchase.open) {
      const { deadline } = purchase;
      // Checkout moves the deadline, so waiting ends with the purchase, or when there is another deadline to wait for.
      const changed = await condition(() => !purchase.open || purchase.deadline !== deadline, Math.max(1, deadline - Date.now()), { summary: 'deadline of the hold' });
      if (!changed) await purchase.expire();
    }
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    // An engineer cancelled the workflow: what is held goes back, what is being paid for is brought to its end.
    await purchase.cancel();
  }
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  return purchase.view;
}
