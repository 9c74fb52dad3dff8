import type { Catalogue } from '../catalogue/catalogue.ts';
import { Problem, unavailable } from '../http/problems.ts';

export const eventNotFound = () => new Problem(404, 'Event not found', { detail: 'There is no such event.' });
export const saleClosed = () =>
  new Problem(409, 'sale_closed', { detail: 'Tickets for this event are not on sale any more.' });

/**
 * Why the gate does not know a sale: there is no such event, its sale is over, or Redis lost it and is being rebuilt.
 * Never taken for "empty" or "sold out".
 */
export async function whyUnknown(catalogue: Catalogue, eventId: string): Promise<Problem> {
  const event = await catalogue.event(eventId);
  if (!event) return eventNotFound();
  return event.status === 'closed' || event.status === 'canceled'
    ? saleClosed()
    : unavailable('The waiting room is being rebuilt. Every place is kept.');
}
