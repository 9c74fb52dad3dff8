import type { ReservationRequest, ReservationView } from '../../../workflows/messages.ts';
import { reservation as today } from '../../../workflows/reservation.ts';
import { sendReceipt } from './receipt.ts';

export { reconcile, sale, waitingRoomEntry } from '../../../workflows/index.ts';

/** The change as it must not be deployed to the workers that finish running purchases: it adds a step to those as well. */
export async function reservation(request: ReservationRequest, revision?: number): Promise<ReservationView> {
  const view = await today(request, revision);
  if (view.state === 'converted') await sendReceipt(request.reservationId);
  return view;
}
