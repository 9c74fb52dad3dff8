import type { InferResponseType } from 'hono/client';
import { onCleanup } from 'solid-js';
import { onNewPlace, readSavedPurchase, removeToken, saveToken } from '../buyer/saved-purchase.ts';
import { api, responseBody, responseBodyIfFound } from '../http/api.ts';
import { createPolling, type Polling } from '../http/polling.ts';
import { Problem } from '../http/problem.ts';
import { waitingRoomPollInterval } from './poll-interval.ts';

const room = api.events[':id']['waiting-room'];

/** The state of a place in line, as the API returns it. */
export type Place = InferResponseType<typeof room.status.$get, 200>;

/** A place in a sale that has opened. */
export type OpenPlace = Extract<Place, { state: 'sale_open' }>;

/** Takes a place at the end of the line, or returns to the one that this buyer has already. */
export async function join(eventId: string): Promise<void> {
  const { token } = await responseBody(room.join.$post({ param: { id: eventId } }));
  saveToken(eventId, token);
}

/** @throws Problem 404 when the place has ended, and 400, without a request, where no token is saved. */
export async function readPlace(eventId: string): Promise<Place> {
  const { token } = readSavedPurchase(eventId);
  if (!token) throw new Problem(400, { error: 'Token is required' });
  return responseBody(room.status.$get({ param: { id: eventId }, query: { token } }));
}

/**
 * Polls the place while its owner lives. Polling ends with the place; a place that is taken afterwards, on this page or
 * in another tab, is read at once.
 */
export function createPlacePolling(eventId: string): Polling<Place> {
  const place = createPolling(() => readPlace(eventId), waitingRoomPollInterval);
  onCleanup(onNewPlace(eventId, place.refresh));
  return place;
}

/** The place, or undefined where there is none. The token of a place that has ended is removed. */
export async function findPlace(eventId: string): Promise<Place | undefined> {
  const { token } = readSavedPurchase(eventId);
  if (!token) return undefined;
  const place = await responseBodyIfFound(room.status.$get({ param: { id: eventId }, query: { token } }));
  if (!place) removeToken(eventId);
  return place;
}

/** Whether the buyer was admitted. It stays true while the sale is paused, although nobody may enter then. */
export const isAdmitted = (place: Place): boolean => place.state === 'sale_open' && place.position === 0;

/** Gives the place up. A place that has ended already is no error. */
export async function leave(eventId: string): Promise<void> {
  const { token } = readSavedPurchase(eventId);
  if (token) await responseBodyIfFound(room.leave.$delete({ param: { id: eventId }, query: { token } }));
  removeToken(eventId);
}
