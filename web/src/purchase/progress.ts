import type { BuyerState } from '../catalogue/buyer-state.tsx';
import { findPlace, isAdmitted } from '../waiting-room/place.ts';
import { findHold } from './hold.ts';

export type Progress = BuyerState['progress'];

/** Reads the progress from the server, so that it is right after a reload, in a second tab, and a day later. */
export async function readProgress(eventId: string): Promise<Progress> {
  if (await findHold(eventId)) return 'holding';
  const place = await findPlace(eventId);
  if (!place) return 'none';
  return isAdmitted(place) ? 'admitted' : 'waiting';
}

const pages: Record<Progress, string> = {
  none: '',
  waiting: '/waiting-room',
  admitted: '/choose',
  holding: '/checkout',
};

/** The path of the page for this progress. */
export const pathOf = (eventId: string, progress: Progress): string => `/events/${eventId}${pages[progress]}`;
