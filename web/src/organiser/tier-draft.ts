import { decimalAmount } from '../../../money.ts';
import { parseAmount } from '../ui/money.ts';
import { changedFields } from './changed-fields.ts';
import type { NewTier, OrganiserTier, TierChange } from './events.ts';

/** The values of the tier form. All of them are text until they are sent. */
export type TierDraft = Record<'name' | 'price_cents' | 'capacity' | 'per_user_limit', string>;

export const tierLabels = (currency: string): Record<keyof TierDraft, string> => ({
  name: 'Name of the tier',
  price_cents: `Price in ${currency}`,
  capacity: 'Tickets',
  per_user_limit: 'At most for one buyer',
});

export const tierDraftOf = (tier: OrganiserTier | undefined, currency: string): TierDraft => ({
  name: tier?.name ?? '',
  price_cents: tier ? decimalAmount(tier.price_cents, currency) : '',
  capacity: tier ? String(tier.capacity) : '',
  per_user_limit: tier ? String(tier.per_user_limit) : '6',
});

/** The terms of a valid draft. */
export const tierOf = (draft: TierDraft, currency: string): Omit<NewTier, 'event_id'> => ({
  name: draft.name.trim(),
  price_cents: parseAmount(draft.price_cents, currency)!,
  capacity: Number(draft.capacity),
  per_user_limit: Number(draft.per_user_limit),
});

export const tierChangesOf = (draft: TierDraft, before: TierDraft, currency: string): TierChange =>
  changedFields(tierOf(draft, currency), tierOf(before, currency));
