import { shelf } from './shelf.ts';

/** Names this buyer to the API; made once, kept for good. */
export function buyerId(): string {
  const known = shelf.read('ticketdrop:buyer');
  if (known) return known;
  const made = crypto.randomUUID();
  shelf.write('ticketdrop:buyer', made);
  return made;
}
