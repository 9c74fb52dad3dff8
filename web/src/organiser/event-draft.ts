import { asMoment, atMost, moment, momentOf, seconds, text, whole, type Check } from './checks.ts';
import type { EventChange, NewEvent, OrganiserEvent } from './organiser.ts';

/** An event as it stands in the form: everything is text until it is sent. */
export type EventDraft = Record<
  | 'name'
  | 'venue'
  | 'description'
  | 'on_sale_at'
  | 'starts_at'
  | 'wave_size'
  | 'wave_interval'
  | 'access_ttl_seconds'
  | 'reservation_ttl_seconds'
  | 'purchase_limit',
  string
>;

const DAY_SECONDS = 86_400;
const checks: Record<keyof EventDraft, Check> = {
  name: text(200),
  venue: text(200),
  description: atMost(5_000),
  on_sale_at: moment,
  starts_at: moment,
  wave_size: whole(1, 10_000, true),
  wave_interval: seconds(0.1, DAY_SECONDS, true),
  access_ttl_seconds: whole(1, DAY_SECONDS, true),
  reservation_ttl_seconds: whole(1, DAY_SECONDS, true),
  purchase_limit: whole(1, 1_000, true),
};

/** What is wrong with a draft, by field; the server checks again. */
export function wrongFields(draft: EventDraft): Partial<EventDraft> {
  const wrong = Object.fromEntries(
    Object.entries(checks).flatMap(([name, check]) => {
      const reason = check(draft[name as keyof EventDraft]);
      return reason === undefined ? [] : [[name, reason]];
    }),
  ) as Partial<EventDraft>;
  if (!wrong.on_sale_at && !wrong.starts_at && draft.on_sale_at > draft.starts_at)
    wrong.on_sale_at = 'Tickets go on sale before the event starts.';
  return wrong;
}

const shown = (value: number | null | undefined) => (value == null ? '' : String(value));

export function draftOf(event: OrganiserEvent | undefined): EventDraft {
  return {
    name: event?.name ?? '',
    venue: event?.venue ?? '',
    description: event?.description ?? '',
    on_sale_at: event ? asMoment(event.on_sale_at) : '',
    starts_at: event ? asMoment(event.starts_at) : '',
    wave_size: shown(event?.wave_size),
    wave_interval: shown(event?.wave_interval_ms == null ? null : event.wave_interval_ms / 1_000),
    access_ttl_seconds: shown(event?.access_ttl_seconds),
    reservation_ttl_seconds: shown(event?.reservation_ttl_seconds),
    purchase_limit: shown(event?.purchase_limit),
  };
}

const number = (typed: string) => (typed.trim() === '' ? null : Number(typed));
const milliseconds = (typed: string) => (typed.trim() === '' ? null : Math.round(Number(typed) * 1_000));

/** A draft without mistakes, as the server wants it. */
export const eventOf = (draft: EventDraft): NewEvent => ({
  name: draft.name.trim(),
  venue: draft.venue.trim(),
  description: draft.description,
  on_sale_at: momentOf(draft.on_sale_at)!,
  starts_at: momentOf(draft.starts_at)!,
  wave_size: number(draft.wave_size),
  wave_interval_ms: milliseconds(draft.wave_interval),
  access_ttl_seconds: number(draft.access_ttl_seconds),
  reservation_ttl_seconds: number(draft.reservation_ttl_seconds),
  purchase_limit: number(draft.purchase_limit),
});

/** Only what was changed: the rest may have been changed by somebody else, and a form shows dates to the minute only. */
export function changesOf(draft: EventDraft, before: EventDraft): EventChange {
  const after = Object.entries(eventOf(draft));
  const earlier = eventOf(before);
  return Object.fromEntries(after.filter(([name, value]) => value !== earlier[name as keyof NewEvent]));
}
