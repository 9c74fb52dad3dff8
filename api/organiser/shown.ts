import type { Event, Tier } from '../../prisma/generated/client.ts';
import { statusChanges } from '../catalogue/event-status.ts';
import { entityTag } from '../http/entity-tag.ts';

/** An event as its organiser sees it: with what it can become, and the tag of what a change can change. */
export function shownEvent({ revision: _revision, seen_revision: _seen, ...event }: Event) {
  const { id: _id, created_at: _at, paused: _paused, ...changeable } = event;
  return { ...event, status_changes: statusChanges(event.status), etag: entityTag(changeable) };
}

/** A tier as its organiser sees it, with the tag of its terms: what is held and sold changes with every purchase. */
export function shownTier(tier: Tier) {
  const { name, price_cents, capacity, per_user_limit } = tier;
  return { ...tier, etag: entityTag({ name, price_cents, capacity, per_user_limit }) };
}
