import type { InferResponseType } from 'hono/client';
import { answerOf, api } from '../server/api.ts';

export type EventSummary = InferResponseType<typeof api.events.$get, 200>[number];
export type EventDetails = InferResponseType<(typeof api.events)[':id']['$get'], 200>;
export type Availability = InferResponseType<(typeof api.events)[':id']['availability']['$get'], 200>;
export type TierStock = Availability['availability'][number];

export const readEvents = () => answerOf(api.events.$get());
export const readEvent = (id: string) => answerOf(api.events[':id'].$get({ param: { id } }));
export const readAvailability = (id: string) => answerOf(api.events[':id'].availability.$get({ param: { id } }));

/** Stock moves by the second while it sells, and a hidden tab needs none of it. */
export const stockPace = (_: Availability, hidden: boolean): number => (hidden ? 30_000 : 4_000);
