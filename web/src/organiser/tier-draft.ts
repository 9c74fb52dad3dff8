import { changedFields } from './changed-fields.ts';
import type { NewTier, OrganiserTier, TierChange } from './events.ts';
import { formatCents, parseCents } from './validators.ts';

/** The values of the tier form. All of them are text until they are sent. */
export type TierDraft = Record<'name' | 'price_cents' | 'capacity' | 'per_user_limit', string>;

export const tierLabels: Record<keyof TierDraft, string> = {
  name: 'Name of the tier',
  price_cents: 'Price in dollars',
  capacity: 'Tickets',
  per_user_limit: 'At most for one buyer',
};

export const tierDraftOf = (tier: OrganiserTier | undefined): TierDraft => ({
  name: tier?.name ?? '',
  price_cents: tier ? formatCents(tier.price_cents) : '',
  capacity: tier ? String(tier.capacity) : '',
  per_user_limit: tier ? String(tier.per_user_limit) : '6',
});

/** The terms of a valid draft. */
export const tierOf = (draft: TierDraft): Omit<NewTier, 'event_id'> => ({
  name: draft.name.trim(),
  price_cents: parseCents(draft.price_cents)!,
  capacity: Number(draft.capacity),
  per_user_limit: Number(draft.per_user_limit),
});

export const tierChangesOf = (draft: TierDraft, before: TierDraft): TierChange =>
  changedFields(tierOf(draft), tierOf(before));
