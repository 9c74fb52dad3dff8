import type { InferRequestType, InferResponseType } from 'hono/client';
import { answerOf } from '../http/api.ts';
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

export const readEvents = () => answerOf(events.$get());
export const readEvent = (id: string) => answerOf(event.$get(param(id)));
export const makeEvent = (json: NewEvent) => answerOf(events.$post({ json }));
export const changeEvent = (id: string, json: EventChange) => answerOf(event.$patch({ ...param(id), json }));
export const setPaused = (id: string, paused: boolean) =>
  answerOf(paused ? event.pause.$post(param(id)) : event.resume.$post(param(id)));

export const readTiers = (eventId: string) => answerOf(tiers.$get({ query: { event_id: eventId } }));
export const addTier = (json: NewTier) => answerOf(tiers.$post({ json }));
export const changeTier = (id: string, json: TierChange) => answerOf(tiers[':id'].$patch({ ...param(id), json }));
