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

const param = (id: string) => ({ param: { id } });

export const readEvents = () => responseBody(events.$get());
export const readEvent = (id: string) => responseBody(event.$get(param(id)));
export const createEvent = (json: NewEvent) => responseBody(events.$post({ json }));
export const changeEvent = (id: string, json: EventChange) => responseBody(event.$patch({ ...param(id), json }));
export const setPaused = (id: string, paused: boolean) =>
  responseBody(paused ? event.pause.$post(param(id)) : event.resume.$post(param(id)));

export const readTiers = (eventId: string) => responseBody(tiers.$get({ query: { event_id: eventId } }));
export const addTier = (json: NewTier) => responseBody(tiers.$post({ json }));
export const changeTier = (id: string, json: TierChange) => responseBody(tiers[':id'].$patch({ ...param(id), json }));
