import type { InferResponseType } from 'hono/client';
import { answerOf, api } from '../http/api.ts';

export type EventSummary = InferResponseType<typeof api.events.$get, 200>[number];
export type EventDetails = InferResponseType<(typeof api.events)[':id']['$get'], 200>;
export type Availability = InferResponseType<(typeof api.events)[':id']['availability']['$get'], 200>;
export type TierStock = Availability['availability'][number];

export const readEvents = () => answerOf(api.events.$get());
export const readEvent = (id: string) => answerOf(api.events[':id'].$get({ param: { id } }));
export const readAvailability = (id: string) => answerOf(api.events[':id'].availability.$get({ param: { id } }));

/** New events are rare, and the clock moves the known ones from one group to the next without asking. */
export const listPace = (_: unknown, hidden: boolean): number => (hidden ? 300_000 : 30_000);

/** An organiser may move or end a sale while somebody looks at it. */
export const eventPace = (_: unknown, hidden: boolean): number => (hidden ? 60_000 : 15_000);

/** For those who choose, and they are few at a time: stock moves by the second while it sells, and a hidden tab needs none of it. */
export const stockPace = (_: unknown, hidden: boolean): number => (hidden ? 30_000 : 4_000);

/** For those in line, who are the most and only need to know whether anything is left. */
export const lineStockPace = (_: unknown, hidden: boolean): number => (hidden ? 180_000 : 45_000);

/** For everybody else, and they may be many. */
export const distantStockPace = (_: unknown, hidden: boolean): number => (hidden ? 60_000 : 10_000);
