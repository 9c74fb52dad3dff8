import type { InferRequestType, InferResponseType } from 'hono/client';
import { responseBody } from '../http/api.ts';
import { organiserApi } from './organiser-api.ts';

const { events, tiers } = organiserApi.admin;
const event = events[':id'];

export type OrganiserEvent = InferResponseType<typeof event.$get, 200>;
export type OrganiserTier = InferResponseType<typeof tiers.$get, 200>[number];
export type NewEvent = InferRequestType<typeof events.$post>['json'];
export type EventChange = InferRequestType<typeof event.$patch>['json'];
export type NewTier = InferRequestType<typeof tiers.$post>['json'];
export type TierChange = InferRequestType<(typeof tiers)[':id']['$patch']>['json'];
export type EventStatus = OrganiserEvent['status'];

export type SaleDefaults = InferResponseType<typeof organiserApi.admin.defaults.$get, 200>;

const param = (id: string) => ({ param: { id } });

/** What this installation does where an event has no setting of its own. */
export const readDefaults = () => responseBody(organiserApi.admin.defaults.$get());

export const readEvents = () => responseBody(events.$get());
export const readEvent = (id: string) => responseBody(event.$get(param(id)));
export const createEvent = (json: NewEvent) => responseBody(events.$post({ json }));
/** @throws Problem 412 with the present values when the event is not as `etag` says any more */
export const changeEvent = (id: string, json: EventChange, etag: string) =>
  responseBody(event.$patch({ ...param(id), header: { 'if-match': etag }, json }));
export const setPaused = (id: string, paused: boolean) =>
  responseBody(paused ? event.pause.$post(param(id)) : event.resume.$post(param(id)));

export const readTiers = (eventId: string) => responseBody(tiers.$get({ query: { event_id: eventId } }));
export const addTier = (json: NewTier) => responseBody(tiers.$post({ json }));
/** @throws Problem 412 with the present values when the tier is not as `etag` says any more */
export const changeTier = (id: string, json: TierChange, etag: string) =>
  responseBody(tiers[':id'].$patch({ ...param(id), header: { 'if-match': etag }, json }));
