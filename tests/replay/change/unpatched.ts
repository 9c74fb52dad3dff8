import type { ReservationRequest, ReservationView } from '../../../workflows/messages.ts';
import { reservation as currentReservation } from '../../../workflows/reservation.ts';
import { sendReceipt } from './receipt.ts';

export { reconcile, sale, waitingRoomEntry } from '../../../workflows/index.ts';

/** The change as it must not be deployed, because it also adds the step to purchases that are running. */
export async function reservation(request: ReservationRequest, revision?: number): Promise<ReservationView> {
  const view = await currentReservation(request, revision);
  if (view.state === 'converted') await sendReceipt(request.reservationId);
  return view;
}
