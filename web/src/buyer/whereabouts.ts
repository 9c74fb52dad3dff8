import { findHold } from '../purchase/hold.ts';
import { findPlace, isAdmitted } from '../waiting-room/place.ts';

/** How far this buyer has come at one event. */
export type Whereabouts = 'outside' | 'waiting' | 'admitted' | 'holding';

/** Asks the server, never the memory: a reload, a second tab or a day in between make no difference. */
export async function whereAmI(eventId: string): Promise<Whereabouts> {
  if (await findHold(eventId)) return 'holding';
  const place = await findPlace(eventId);
  if (!place) return 'outside';
  return isAdmitted(place) ? 'admitted' : 'waiting';
}

const pages: Record<Whereabouts, string> = {
  outside: '',
  waiting: '/waiting-room',
  admitted: '/choose',
  holding: '/checkout',
};

/** The page that belongs to a step. */
export const pathTo = (eventId: string, where: Whereabouts): string => `/events/${eventId}${pages[where]}`;
