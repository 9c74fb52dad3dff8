import { inGroups } from '../../codes.ts';
import { decimalAmount, percentText } from '../../money.ts';
import type { Database } from '../../prisma/client.ts';
import { Prisma, type Event } from '../../prisma/generated/client.ts';
import { ticketStatus } from '../purchase/reads.ts';
import { orderColumns, type OrderRow } from './columns.ts';
import { csvFile, type Column } from './csv.ts';
import { localTime } from './local-time.ts';

/** Orders that are read at once; a file of any size needs the memory of so many. */
const PAGE_SIZE = 1_000;
/** File systems take names of 255 bytes. */
const LONGEST_NAME = 50;

export type FileEvent = Pick<Event, 'id' | 'name' | 'time_zone' | 'status'>;
type Tickets = { code: string; refund_id: string | null }[];
type Order = OrderRow & { tickets: Tickets };
type Attendee = Order & { ticket: Tickets[number] };

/** The orders of an event as a file, the earliest first. */
export const ordersFile = (db: Database, event: FileEvent) => csvFile(orderTitles(event), pagesOf(db, event));

/** The tickets of an event as a file, one in each line. */
export const attendeesFile = (db: Database, event: FileEvent) => csvFile(attendeeTitles(event), attendees(db, event));

/** `rock-night-orders-2026-11-27.csv`, by the day at the venue. */
export function fileName({ name, time_zone }: FileEvent, what: string): string {
  const words =
    name
      .toLowerCase()
      .slice(0, LONGEST_NAME)
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return `${[...words, what, localTime(time_zone).day(new Date())].join('-')}.csv`;
}

/**
 * The orders of an event, page by page. Each page is a short statement that begins where the last one ended, and not a
 * cursor of one long transaction: who downloads slowly keeps no connection and no snapshot.
 */
async function* pagesOf(db: Database, { id }: FileEvent): AsyncGenerator<Order[]> {
  for (let last: Order | undefined; ;) {
    const after = last
      ? Prisma.sql`AND (o.created_at, o.id) > (${last.created_at.toISOString()}::timestamptz, ${last.id}::uuid)`
      : Prisma.empty;
    const page = await db.$queryRaw<Order[]>`
      SELECT ${orderColumns}, (
        SELECT coalesce(json_agg(json_build_object('code', code, 'refund_id', refund_id) ORDER BY code), '[]')
        FROM tickets WHERE order_id = o.id) AS tickets
      FROM orders o WHERE o.event_id = ${id}::uuid ${after} ORDER BY o.created_at, o.id LIMIT ${PAGE_SIZE}`;
    if (page.length > 0) yield page;
    if (page.length < PAGE_SIZE) return;
    last = page.at(-1);
  }
}

async function* attendees(db: Database, event: FileEvent): AsyncGenerator<Attendee[]> {
  for await (const page of pagesOf(db, event))
    yield page.flatMap((order) => order.tickets.map((ticket) => ({ ...order, ticket })));
}

function orderTitles({ time_zone }: FileEvent): Column<Order>[] {
  const { zone, time } = localTime(time_zone);
  return [
    { title: 'Order', cell: ({ number }) => inGroups(number) },
    { title: `Ordered (${zone})`, cell: ({ created_at }) => time(created_at) },
    { title: 'Status', cell: ({ status }) => status },
    { title: 'Name', cell: ({ buyer_name }) => buyer_name },
    { title: 'E-mail', cell: ({ buyer_email }) => buyer_email },
    { title: 'Tier', cell: ({ tier_name }) => tier_name },
    { title: 'Tickets', cell: ({ quantity }) => quantity },
    { title: 'Total', cell: ({ total_price_cents, currency }) => decimalAmount(total_price_cents, currency) },
    { title: 'Refunded', cell: ({ refunded_cents, currency }) => decimalAmount(refunded_cents, currency) },
    { title: 'Currency', cell: ({ currency }) => currency },
    { title: `Refund due since (${zone})`, cell: ({ refund_due_at }) => refund_due_at && time(refund_due_at) },
    { title: 'Order id', cell: ({ id }) => id },
    { title: 'Fees', cell: ({ fees_cents, currency }) => decimalAmount(fees_cents, currency) },
    { title: 'Fees paid by', cell: ({ fees_cents, fee_paid_by }) => (fees_cents > 0 ? fee_paid_by : null) },
    { title: 'VAT', cell: ({ vat_cents, currency }) => decimalAmount(vat_cents, currency) },
    { title: 'VAT rate in %', cell: ({ vat_rate_bp }) => percentText(vat_rate_bp) },
  ];
}

function attendeeTitles(event: FileEvent): Column<Attendee>[] {
  const { zone, time } = localTime(event.time_zone);
  return [
    { title: 'Ticket', cell: ({ ticket }) => ticket.code },
    { title: 'Ticket status', cell: (order) => ticketStatus(event, order, order.ticket) },
    { title: 'Tier', cell: ({ tier_name }) => tier_name },
    { title: 'Name', cell: ({ buyer_name }) => buyer_name },
    { title: 'E-mail', cell: ({ buyer_email }) => buyer_email },
    { title: 'Order', cell: ({ number }) => inGroups(number) },
    { title: `Ordered (${zone})`, cell: ({ created_at }) => time(created_at) },
  ];
}
