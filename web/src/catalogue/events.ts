import type { InferResponseType } from 'hono/client';
import { api, responseBody } from '../http/api.ts';

export type EventSummary = InferResponseType<typeof api.events.$get, 200>[number];
export type EventDetails = InferResponseType<(typeof api.events)[':id']['$get'], 200>;
export type Availability = InferResponseType<(typeof api.events)[':id']['availability']['$get'], 200>;
export type TierStock = Availability['availability'][number];
/** What is left of an event or of a tier. */
export type StockState = Availability['stock'];

/**
 * The time between two requests where a change must be seen within five seconds: a quarter of it may be added as
 * jitter, an answer may be a second old, and one second is left for the request.
 */
export const SEEN_SOON_MS = 2_400;

/** All events that are not over, page after page: each names the next one in its Link header. */
export async function readEvents(): Promise<EventSummary[]> {
  const events: EventSummary[] = [];
  let cursor: string | undefined;
  do {
    const page: ReturnType<typeof api.events.$get> = api.events.$get({ query: cursor === undefined ? {} : { cursor } });
    events.push(...(await responseBody(page)));
    cursor = nextCursor((await page).headers.get('link'));
  } while (cursor !== undefined);
  return events;
}

const nextCursor = (link: string | null) => /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(link ?? '')?.[1];

export const readEvent = (id: string) => responseBody(api.events[':id'].$get({ param: { id } }));
export const readAvailability = (id: string) => responseBody(api.events[':id'].availability.$get({ param: { id } }));

/** The badges of the list say what is left, as the events' own pages do. */
export const eventListPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 300_000 : SEEN_SOON_MS);

/** What a buyer has changes by the buyer's own doing, in this tab or in another one. */
export const buyerPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 300_000 : 30_000);

/** An organiser may postpone or end a sale while a buyer has its page open. */
export const eventPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 60_000 : 15_000);

/** For buyers who are choosing, few at a time: stock changes every second, and a hidden tab does not need it. */
export const choosingStockPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 30_000 : 4_000);

/** For buyers in line, the largest group, who only need to see whether anything is left. */
export const waitingStockPollInterval = (_: unknown, hidden: boolean): number => (hidden ? 180_000 : 20_000);

/** For visitors of an event's page. During the sale they see within 5 s, jitter included, that few tickets are left. */
export function eventPageStockPollInterval(onSale: boolean, hidden: boolean): number {
  if (hidden) return 60_000;
  return onSale ? SEEN_SOON_MS : 10_000;
}
