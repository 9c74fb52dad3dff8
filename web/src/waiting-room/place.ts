import type { InferResponseType } from 'hono/client';
import { dropToken, keepToken, readVisit } from '../buyer/visit.ts';
import { answerIfAny, answerOf, api } from '../http/api.ts';
import { Problem } from '../http/problem.ts';

const room = api.events[':id']['waiting-room'];

/** Where a place stands, as the server says it. */
export type Place = InferResponseType<typeof room.status.$get, 200>;

/** Takes a place at the end of the line, or finds the one this buyer has already. */
export async function join(eventId: string): Promise<void> {
  const { token } = await answerOf(room.join.$post({ param: { id: eventId } }));
  keepToken(eventId, token);
}

/** @throws Problem 404 when the place has ended, and 400, without asking, where there never was one. */
export async function readPlace(eventId: string): Promise<Place> {
  const { token } = readVisit(eventId);
  if (!token) throw new Problem(400, { error: 'Token is required' });
  return answerOf(room.status.$get({ param: { id: eventId }, query: { token } }));
}

/** The place, or nothing where there is none; an ended one is forgotten. */
export async function findPlace(eventId: string): Promise<Place | undefined> {
  const { token } = readVisit(eventId);
  if (!token) return undefined;
  const place = await answerIfAny(room.status.$get({ param: { id: eventId }, query: { token } }));
  if (!place) dropToken(eventId);
  return place;
}

/** Admitted stays admitted while the sale is paused, although nobody may enter then. */
export const isAdmitted = (place: Place): boolean => place.state === 'sale_open' && place.position === 0;

/** Gives the place up; one that had ended already is just as gone. */
export async function leave(eventId: string): Promise<void> {
  const { token } = readVisit(eventId);
  if (token) await answerIfAny(room.leave.$delete({ param: { id: eventId }, query: { token } }));
  dropToken(eventId);
}
