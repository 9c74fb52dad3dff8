import { readSavedPurchase, savedEventIds } from '../buyer/saved-purchase.ts';
import type { BuyerState } from '../catalogue/buyer-state.tsx';
import { readProgress } from './progress.ts';
import { readTickets } from './tickets/tickets.ts';

type TicketCounts = Pick<BuyerState, 'tickets' | 'voidTickets'>;

const noTickets: TicketCounts = { tickets: 0, voidTickets: 0 };

/** Reads from the server how far this buyer has come at one event, and how many of its tickets are theirs. */
export async function readBuyerState(eventId: string): Promise<BuyerState> {
  const [progress, tickets] = await Promise.all([readProgress(eventId), countTickets([eventId])]);
  return { progress, ...(tickets.get(eventId) ?? noTickets) };
}

/** The same for every event about which this browser has saved something, by event id. */
export async function readBuyerStates(): Promise<Record<string, BuyerState>> {
  const ids = savedEventIds();
  const [progress, tickets] = await Promise.all([Promise.all(ids.map(readProgress)), countTickets(ids)]);
  return Object.fromEntries(ids.map((id, i) => [id, { progress: progress[i]!, ...(tickets.get(id) ?? noTickets) }]));
}

/** Tickets by event. Sends no request where this browser has never requested a hold, as most have not. */
async function countTickets(eventIds: string[]): Promise<Map<string, TicketCounts>> {
  const counts = new Map<string, TicketCounts>();
  const mayOwn = eventIds
    .map(readSavedPurchase)
    .some(({ reserved, reserving, checkout }) => Boolean(reserved ?? reserving ?? checkout));
  if (!mayOwn) return counts;
  for (const { event, status } of await readTickets()) {
    const { tickets, voidTickets } = counts.get(event.id) ?? noTickets;
    const isValid = status === 'valid';
    counts.set(event.id, { tickets: tickets + (isValid ? 1 : 0), voidTickets: voidTickets + (isValid ? 0 : 1) });
  }
  return counts;
}
