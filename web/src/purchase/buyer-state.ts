import { readSavedPurchase, savedEventIds } from '../buyer/saved-purchase.ts';
import type { BuyerState } from '../catalogue/buyer-state.tsx';
import { readProgress } from './progress.ts';
import { readTickets } from './tickets/tickets.ts';

/** Reads from the server how far this buyer has come at one event, and how many of its tickets are theirs. */
export async function readBuyerState(eventId: string): Promise<BuyerState> {
  const [progress, tickets] = await Promise.all([readProgress(eventId), countTickets([eventId])]);
  return { progress, tickets: tickets.get(eventId) ?? 0 };
}

/** The same for every event about which this browser has saved something, by event id. */
export async function readBuyerStates(): Promise<Record<string, BuyerState>> {
  const ids = savedEventIds();
  const [progress, tickets] = await Promise.all([Promise.all(ids.map(readProgress)), countTickets(ids)]);
  return Object.fromEntries(ids.map((id, i) => [id, { progress: progress[i]!, tickets: tickets.get(id) ?? 0 }]));
}

/** Tickets by event. Sends no request where this browser has never requested a hold, as most have not. */
async function countTickets(eventIds: string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const mayOwn = eventIds
    .map(readSavedPurchase)
    .some(({ reserved, reserving, checkout }) => Boolean(reserved ?? reserving ?? checkout));
  if (!mayOwn) return counts;
  for (const { event } of await readTickets()) counts.set(event.id, (counts.get(event.id) ?? 0) + 1);
  return counts;
}
