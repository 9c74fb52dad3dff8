import type { Event, Prisma } from '../../prisma/generated/client.ts';
import { isLive, requireStatusChange } from '../catalogue/event-status.ts';
import { alreadyStarted, currencyFixed, noDraftAgain, opensAfterStart, wouldClose } from './problems.ts';
import { requireChargeable, requireCountable, type EventTerms } from './tier-price.ts';

type Settings =
  | 'name'
  | 'venue'
  | 'description'
  | 'status'
  | 'time_zone'
  | 'currency'
  | 'fee_fixed_cents'
  | 'fee_percent_bp'
  | 'fee_paid_by'
  | 'vat_rate_bp'
  | 'wave_size'
  | 'wave_interval_ms'
  | 'access_ttl_seconds'
  | 'reservation_ttl_seconds'
  | 'purchase_limit';
type EventFields = Partial<Pick<Event, Settings>> & { starts_at?: string; on_sale_at?: string };
export type NewEvent = EventFields & { name: string; venue: string; starts_at: string; on_sale_at: string };
export type EventChange = EventFields & { confirm_close?: boolean };

type Dates = { on_sale_at: Date; starts_at: Date };
const hasStarted = ({ starts_at }: Pick<Dates, 'starts_at'>) => starts_at <= new Date();

/** @throws Problem when no event can be made like this */
export function requireFreeToMake({ status = 'draft', on_sale_at, starts_at }: NewEvent): void {
  const dates = { on_sale_at: new Date(on_sale_at), starts_at: new Date(starts_at) };
  requireOpeningBeforeStart(dates);
  if (isLive({ status }) && hasStarted(dates)) throw alreadyStarted(dates);
}

/**
 * What a change writes to an event as it is now. An event that its new date has started is closed by the same change.
 * @throws Problem when the event cannot be changed like this
 */
export async function changeOf(
  tx: Prisma.TransactionClient,
  before: Event,
  { confirm_close = false, ...fields }: EventChange,
): Promise<EventFields> {
  const status = fields.status ?? before.status;
  const dates = {
    on_sale_at: new Date(fields.on_sale_at ?? before.on_sale_at),
    starts_at: new Date(fields.starts_at ?? before.starts_at),
  };
  requireStatusChange(before.status, status);
  requireOpeningBeforeStart(dates);
  if (status === 'draft' && before.status !== 'draft') await requireNothingTaken(tx, before);
  if (fields.currency !== undefined && fields.currency !== before.currency) await requireFreeCurrency(tx, before);
  await requireTiersPayable(tx, before, fields);
  if (!isLive({ status }) || !hasStarted(dates)) return fields;
  if (!isLive(before) || (hasStarted(before) && fields.status !== undefined)) throw alreadyStarted(dates);
  if (!hasStarted(before) && !confirm_close) throw wouldClose(dates);
  return { ...fields, status: 'closed' };
}

function requireOpeningBeforeStart({ on_sale_at, starts_at }: Dates): void {
  if (on_sale_at > starts_at) throw opensAfterStart();
}

async function requireNothingTaken(tx: Prisma.TransactionClient, { id, status }: Event): Promise<void> {
  const { held, sold } = await takenOf(tx, id);
  if (held || sold) throw noDraftAgain(status);
}

/** Holds that are being made at this moment refer to the event: the lock waits for them, and later ones wait for it. */
async function requireFreeCurrency(tx: Prisma.TransactionClient, { id, currency }: Event): Promise<void> {
  await tx.$queryRaw`SELECT id FROM events WHERE id = ${id}::uuid FOR UPDATE`;
  const { held, sold } = await takenOf(tx, id);
  if (held || sold) throw currencyFixed(currency, sold);
}

/** Tickets that are held or sold keep their fees. From now on every tier is sold under the new terms. */
async function requireTiersPayable(tx: Prisma.TransactionClient, before: Event, fields: EventFields): Promise<void> {
  const terms: EventTerms = { ...before, ...fields };
  const names = ['currency', 'fee_fixed_cents', 'fee_percent_bp', 'fee_paid_by'] as const;
  const changed = names.filter((name) => terms[name] !== before[name]);
  if (changed.length === 0) return;
  for (const tier of await tx.tier.findMany({ where: { event_id: before.id } })) {
    requireChargeable(tier.price_cents, terms, changed);
    requireCountable(tier, terms, changed);
  }
}

async function takenOf(tx: Prisma.TransactionClient, id: string): Promise<{ held: boolean; sold: boolean }> {
  const [taken] = await tx.$queryRaw<[{ held: boolean; sold: boolean }]>`
    SELECT EXISTS (SELECT FROM reservations WHERE event_id = ${id}::uuid AND status = 'active') AS held,
      EXISTS (SELECT FROM orders WHERE event_id = ${id}::uuid) AS sold`;
  return taken;
}
