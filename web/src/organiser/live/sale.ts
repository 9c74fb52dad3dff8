import type { InferResponseType } from 'hono/client';
import { answerOf } from '../../http/api.ts';
import { organiserApi } from '../organiser-api.ts';

const event = organiserApi.admin.events[':id'];

export type SaleStatus = InferResponseType<typeof event.status.$get, 200>;
export type SaleTimeline = InferResponseType<typeof event.timeline.$get, 200>;
export type TimelineWindow = SaleTimeline['window'];
export type WatchedReservation = InferResponseType<typeof event.reservations.$get, 200>['reservations'][number];

const param = (id: string) => ({ param: { id } });

export const readStatus = (id: string) => answerOf(event.status.$get(param(id)));
export const readTimeline = (id: string, window: TimelineWindow) =>
  answerOf(event.timeline.$get({ ...param(id), query: { window } }));
export const readReservations = async (id: string) =>
  (await answerOf(event.reservations.$get({ ...param(id), query: {} }))).reservations;

/** Live to within two seconds while somebody looks, jitter included; seldom while nobody does. */
export const livePace = (_: unknown, hidden: boolean): number => (hidden ? 20_000 : 1_500);
