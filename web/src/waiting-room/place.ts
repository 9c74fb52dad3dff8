import type { InferResponseType } from 'hono/client';
import { readSavedPurchase, removeToken, saveToken } from '../buyer/saved-purchase.ts';
import { api, responseBody, responseBodyIfFound } from '../http/api.ts';
import { Problem } from '../http/problem.ts';

const room = api.events[':id']['waiting-room'];

/** The state of a place in line, as the API returns it. */
export type Place = InferResponseType<typeof room.status.$get, 200>;

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
