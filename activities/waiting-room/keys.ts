import { eventKey } from '../redis.ts';

export const salesKey = 'td:sales';
/** The group of the workers that read the joins and the admissions of all events. */
export const joinGroup = 'entries';

/** When buyers could buy last, in milliseconds since the epoch. */
export const availableKey = 'td:available';
/** Exists while a worker drains the join streams. */
export const workerKey = 'td:worker';
/** Exists while somebody buys or many join at once, and for a second after that. */
export const rushKey = 'td:rush';

/** Exists while a worker passes on a line of the joins in a rush, and for the rest after that line. */
export const lineTurnKey = 'td:line-turn';

/** Every key of an event's waiting room. */
export const roomKeys = (eventId: string) => ({
  sale: eventKey(eventId, 'sale'),
  queue: eventKey(eventId, 'queue'),
  entries: eventKey(eventId, 'entries'),
  buyers: eventKey(eventId, 'buyers'),
  passes: eventKey(eventId, 'passes'),
  joins: eventKey(eventId, 'joins'),
  admissions: eventKey(eventId, 'admissions'),
  ended: eventKey(eventId, 'ended'),
});
