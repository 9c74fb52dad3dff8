import { eventKey } from '../redis.ts';

export const salesKey = 'td:sales';
export const joinGroup = 'entries';

/** Every key of an event's waiting room. */
export const roomKeys = (eventId: string) => ({
  sale: eventKey(eventId, 'sale'),
  queue: eventKey(eventId, 'queue'),
  entries: eventKey(eventId, 'entries'),
  buyers: eventKey(eventId, 'buyers'),
  passes: eventKey(eventId, 'passes'),
  joins: eventKey(eventId, 'joins'),
  ended: eventKey(eventId, 'ended'),
});

export const waveKey = (eventId: string, wave: number) => eventKey(eventId, `wave:${wave}`);
