import type { Catalogue } from '../catalogue/catalogue.ts';
import { eventNotFound } from '../catalogue/problems.ts';
import { Problem, unavailable } from '../http/problems.ts';

/** What a client is answered for each outcome of the waiting room. */
const problems = {
  sale_closed: () => new Problem(409, 'sale_closed', { detail: 'Tickets for this event are not on sale any more.' }),
  gone: () =>
    new Problem(404, 'Invalid or expired token', {
      detail: 'This place has ended. Joining again gives a new one, at the end.',
    }),
  rebuilding: () => unavailable('The waiting room is being rebuilt. Every place is kept.'),
  no_token: () => new Problem(400, 'Token is required', { detail: 'The token that joining gave names the place.' }),
};

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
