import { decimalAmount, percentText, type FeePayer } from '../../../money.ts';
import { parseAmount } from '../ui/money.ts';
import { readerTimeZone } from '../ui/time-zone.ts';
import { changedFields } from './changed-fields.ts';
import type { EventChange, NewEvent, OrganiserEvent } from './events.ts';
import {
  amount,
  basisPoints,
  dateTime,
  maxLength,
  percentage,
  requiredText,
  seconds,
  timeZone,
  wholeNumber,
  type Validator,
} from './validators.ts';
import { formatDateTime, parseDateTime } from './wall-time.ts';

/** The values of the event form. All of them are text until they are sent. */
export type EventDraft = Record<
  | 'name'
  | 'venue'
  | 'description'
  | 'on_sale_at'
  | 'starts_at'
  | 'time_zone'
  | 'currency'
  | 'fee_fixed_cents'
  | 'fee_percent_bp'
  | 'fee_paid_by'
  | 'vat_rate_bp'
  | 'wave_size'
  | 'wave_interval'
  | 'access_ttl_seconds'
  | 'reservation_ttl_seconds'
  | 'purchase_limit',
  string
>;

export const eventLabels: Record<keyof EventDraft, string> = {
  name: 'Name',
  venue: 'Venue',
  description: 'Description',
  on_sale_at: 'Sale opens',
  starts_at: 'Event starts',
  time_zone: 'Time zone',
  currency: 'Currency',
  fee_fixed_cents: 'Fixed fee for each ticket',
  fee_percent_bp: 'Fee in % of the price',
  fee_paid_by: 'Who pays the fees',
  vat_rate_bp: 'VAT rate in %',
  wave_size: 'People in a wave',
  wave_interval: 'Seconds between waves',
  access_ttl_seconds: 'Seconds to choose',
  reservation_ttl_seconds: 'Seconds to pay',
  purchase_limit: 'Tickets for each buyer',
};

const DAY_SECONDS = 86_400;
const validators = ({ currency }: EventDraft): Record<keyof EventDraft, Validator> => ({
  name: requiredText(200),
  venue: requiredText(200),
  description: maxLength(5_000),
  on_sale_at: dateTime,
  starts_at: dateTime,
  time_zone: timeZone,
  currency: requiredText(3),
  fee_fixed_cents: amount(currency),
  fee_percent_bp: percentage,
  fee_paid_by: requiredText(9),
  vat_rate_bp: percentage,
  wave_size: wholeNumber(1, 10_000, true),
  wave_interval: seconds(0.1, DAY_SECONDS, true),
  access_ttl_seconds: wholeNumber(1, DAY_SECONDS, true),
  reservation_ttl_seconds: wholeNumber(1, DAY_SECONDS, true),
  purchase_limit: wholeNumber(1, 1_000, true),
});

/** The error message of each invalid field. The server validates again. */
export function invalidFields(draft: EventDraft): Partial<EventDraft> {
  const errors = Object.fromEntries(
    Object.entries(validators(draft)).flatMap(([name, validate]) => {
      const message = validate(draft[name as keyof EventDraft]);
      return message === undefined ? [] : [[name, message]];
    }),
  ) as Partial<EventDraft>;
  if (!errors.on_sale_at && !errors.starts_at && draft.on_sale_at > draft.starts_at)
    errors.on_sale_at = 'Tickets go on sale before the event starts.';
  return errors;
}

const percentOrNone = (bp: number | undefined) => (bp ? percentText(bp) : '');
const textOf = (value: number | null | undefined) => (value == null ? '' : String(value));

/**
 * The form of an event, with times by the clocks of its venue. A new one is where its organiser is, and sells in the
 * currency of the installation, `defaultCurrency`.
 */
export function draftOf(event: OrganiserEvent | undefined, defaultCurrency = ''): EventDraft {
  const zone = event ? (event.time_zone ?? '') : readerTimeZone();
  return {
    name: event?.name ?? '',
    venue: event?.venue ?? '',
    description: event?.description ?? '',
    on_sale_at: event ? formatDateTime(event.on_sale_at, zone) : '',
    starts_at: event ? formatDateTime(event.starts_at, zone) : '',
    time_zone: zone,
    currency: event?.currency ?? defaultCurrency,
    fee_fixed_cents: event?.fee_fixed_cents ? decimalAmount(event.fee_fixed_cents, event.currency) : '',
    fee_percent_bp: percentOrNone(event?.fee_percent_bp),
    fee_paid_by: event?.fee_paid_by ?? 'buyer',
    vat_rate_bp: percentOrNone(event?.vat_rate_bp),
    wave_size: textOf(event?.wave_size),
    wave_interval: textOf(event?.wave_interval_ms == null ? null : event.wave_interval_ms / 1_000),
    access_ttl_seconds: textOf(event?.access_ttl_seconds),
    reservation_ttl_seconds: textOf(event?.reservation_ttl_seconds),
    purchase_limit: textOf(event?.purchase_limit),
  };
}

const number = (typed: string) => (typed.trim() === '' ? null : Number(typed));
const milliseconds = (typed: string) => (typed.trim() === '' ? null : Math.round(Number(typed) * 1_000));

/** The fees and the VAT of a valid draft. What is empty is none. */
export const feesOf = (draft: EventDraft) => ({
  fee_fixed_cents: parseAmount(draft.fee_fixed_cents.trim() || '0', draft.currency)!,
  fee_percent_bp: basisPoints(draft.fee_percent_bp),
  fee_paid_by: draft.fee_paid_by as FeePayer,
  vat_rate_bp: basisPoints(draft.vat_rate_bp),
});

/** The request body for a valid draft. Another time zone moves the times: the clocks there show what is typed. */
export const eventOf = (draft: EventDraft): NewEvent => ({
  name: draft.name.trim(),
  venue: draft.venue.trim(),
  description: draft.description,
  on_sale_at: parseDateTime(draft.on_sale_at, draft.time_zone.trim())!,
  starts_at: parseDateTime(draft.starts_at, draft.time_zone.trim())!,
  time_zone: draft.time_zone.trim() || null,
  currency: draft.currency,
  ...feesOf(draft),
  wave_size: number(draft.wave_size),
  wave_interval_ms: milliseconds(draft.wave_interval),
  access_ttl_seconds: number(draft.access_ttl_seconds),
  reservation_ttl_seconds: number(draft.reservation_ttl_seconds),
  purchase_limit: number(draft.purchase_limit),
});

/** The changed fields only. An unedited time is not among them, although the form shows it only to the minute. */
export const changesOf = (draft: EventDraft, before: EventDraft): EventChange =>
  changedFields(eventOf(draft), eventOf(before));
