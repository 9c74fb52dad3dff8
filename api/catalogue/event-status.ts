import type { EventStatus } from '../../prisma/generated/enums.ts';
import { Problem } from '../http/problems.ts';

/**
 * What an organiser may change a status to. A closed sale can be opened again; a cancelled event stays cancelled, and
 * an event of which tickets were sold is no draft again, whatever it was in between.
 */
const changes: Record<EventStatus, EventStatus[]> = {
  draft: ['scheduled', 'on_sale', 'canceled'],
  scheduled: ['draft', 'on_sale', 'closed', 'canceled'],
  on_sale: ['scheduled', 'closed', 'canceled'],
  closed: ['scheduled', 'on_sale', 'canceled'],
  canceled: [],
};

export const isLive = ({ status }: { status: EventStatus }) => status === 'scheduled' || status === 'on_sale';

/** What an event of this status can become. */
export const statusChanges = (from: EventStatus): EventStatus[] => changes[from];

/** @throws Problem 409 when an event cannot go from one status to the other; staying as it is is always fine. */
export function requireStatusChange(from: EventStatus, to: EventStatus): void {
  if (from === to || changes[from].includes(to)) return;
  throw new Problem(409, 'Invalid status change', {
    from,
    to,
    detail: `An event that is ${from} cannot become ${to}.`,
  });
}
