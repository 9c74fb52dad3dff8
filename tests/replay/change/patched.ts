import { patched } from '@temporalio/workflow';
import type { ReservationRequest, ReservationView } from '../../../workflows/messages.ts';
import { reservation as currentReservation } from '../../../workflows/reservation.ts';
import { sendReceipt } from './receipt.ts';

export { reconcile, sale, waitingRoomEntry } from '../../../workflows/index.ts';

/** The same change behind a patch: earlier runs go on without the step, new runs are marked and take it. */
export async function reservation(request: ReservationRequest, revision?: number): Promise<ReservationView> {
  const view = await currentReservation(request, revision);
  if (view.state === 'converted' && patched('receipt')) await sendReceipt(request.reservationId);
  return view;
}
