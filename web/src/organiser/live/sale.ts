import type { InferResponseType } from 'hono/client';
import { responseBody } from '../../http/api.ts';
import { organiserApi } from '../organiser-api.ts';

const event = organiserApi.admin.events[':id'];

export type SaleStatus = InferResponseType<typeof event.status.$get, 200>;
export type SaleTimeline = InferResponseType<typeof event.timeline.$get, 200>;
export type TimelineWindow = SaleTimeline['window'];
export type LiveReservation = InferResponseType<typeof event.reservations.$get, 200>['reservations'][number];

const param = (id: string) => ({ param: { id } });

export const readStatus = (id: string) => responseBody(event.status.$get(param(id)));
export const readTimeline = (id: string, window: TimelineWindow) =>
  responseBody(event.timeline.$get({ ...param(id), query: { window } }));
export const readRefunds = (id: string) => responseBody(event.refunds.$get(param(id)));
export const readReservations = async (id: string) =>
  (await responseBody(event.reservations.$get({ ...param(id), query: {} }))).reservations;

/** At most two seconds old in a visible tab, jitter included; polled rarely in a hidden one. */
export const livePollInterval = (_: unknown, hidden: boolean): number => (hidden ? 20_000 : 1_500);
