import type { Gone, GoneReason } from '../../activities/waiting-room/ports.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { eventNotFound } from '../catalogue/problems.ts';
import { Problem, unavailable } from '../http/problems.ts';

/** What a client is answered for each outcome of the waiting room. */
const problems = {
  sale_closed: () => new Problem(409, 'sale_closed', { detail: 'Tickets for this event are not on sale any more.' }),
  rebuilding: () => unavailable('The waiting room is being rebuilt. Every place is kept.'),
  no_token: () => new Problem(400, 'Token is required', { detail: 'The token that joining gave names the place.' }),
};

type EndReason = GoneReason | 'canceled';

/** What the holder of a place that is over is told, by the reason. */
const endings: Record<EndReason, string> = {
  left: 'This place was given back. Joining again gives a new one, at the end.',
  pass_ended: 'The time to buy is over. Joining again gives a new place, at the end.',
  absent: 'This place was kept for as long as it said, and nobody looked. Joining again gives a new one, at the end.',
  sale_closed: 'Tickets for this event are not on sale any more.',
  canceled: 'This event was cancelled.',
  cleared: 'The organiser emptied the waiting room. Joining again gives a new place, at the end.',
};
const unknownPlace = 'There is no such place. Joining gives a new one, at the end.';

/** The answer for a place that is over, with the reason, and when its turn was missed. */
export const placeGone = (reason?: EndReason, missedAt?: number): Problem =>
  new Problem(404, 'Invalid or expired token', {
    detail: reason ? endings[reason] : unknownPlace,
    ...(reason && { reason }),
    ...(missedAt && { missedTurn: { at: new Date(missedAt).toISOString() } }),
  });

/** Why a place is over: the reason that Redis kept, or that of the event, whose end took the whole room with it. */
export async function whyGone(catalogue: Catalogue, eventId: string, { reason, missedAt }: Partial<Gone>) {
  if (reason && reason !== 'sale_closed') return placeGone(reason, missedAt);
  const event = await catalogue.event(eventId);
  if (event?.status === 'canceled') return placeGone('canceled');
  return placeGone(!event || event.status === 'closed' ? 'sale_closed' : reason);
}

export const roomProblem = (outcome: keyof typeof problems): Problem => problems[outcome]();

/**
 * Why Redis does not know a sale: there is no such event, its sale is over, or Redis lost it and it is being rebuilt.
 * Never taken for "empty" or "sold out".
 */
export async function unknownSale(catalogue: Catalogue, eventId: string): Promise<Problem> {
  const event = await catalogue.event(eventId);
  if (!event) return eventNotFound();
  return roomProblem(event.status === 'closed' || event.status === 'canceled' ? 'sale_closed' : 'rebuilding');
}
