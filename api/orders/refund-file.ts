import { inGroups } from '../../codes.ts';
import { decimalAmount } from '../../money.ts';
import type { Database } from '../../prisma/client.ts';
import { Prisma, type Refund } from '../../prisma/generated/client.ts';
import { csvFile, type Column } from './csv.ts';
import { localTime } from './local-time.ts';
import type { FileEvent } from './order-files.ts';

/** Refunds that are read at once; a file of any size needs the memory of so many. */
const PAGE_SIZE = 1_000;

type RefundRow = Pick<
  Refund,
  | 'id'
  | 'kind'
  | 'amount_cents'
  | 'currency'
  | 'reason'
  | 'state'
  | 'attempts'
  | 'failure'
  | 'created_at'
  | 'settled_at'
> & { number: string; payment_key: string | null; tickets: number };

/** What became of each refund of an event, with the payment that it belongs to at the provider; the earliest first. */
export const refundsFile = (db: Database, event: FileEvent) => csvFile(titles(event), pagesOf(db, event));

/** Page by page, each a short statement that begins where the last one ended. */
async function* pagesOf(db: Database, { id }: FileEvent): AsyncGenerator<RefundRow[]> {
  for (let last: RefundRow | undefined; ;) {
    const after = last
      ? Prisma.sql`AND (f.created_at, f.id) > (${last.created_at.toISOString()}::timestamptz, ${last.id}::uuid)`
      : Prisma.empty;
    const page = await db.$queryRaw<RefundRow[]>`
      SELECT f.id, f.kind::text, f.amount_cents, f.currency, f.reason, f.state::text, f.attempts, f.failure,
        f.created_at, f.settled_at, o.number,
        (SELECT count(*)::int FROM tickets t WHERE t.refund_id = f.id) AS tickets,
        (SELECT p.key FROM payments p WHERE p.reservation_id = o.reservation_id AND p.state <> 'declined'
          ORDER BY p.created_at DESC LIMIT 1) AS payment_key
      FROM refunds f JOIN orders o ON o.id = f.order_id
      WHERE f.event_id = ${id}::uuid ${after} ORDER BY f.created_at, f.id LIMIT ${PAGE_SIZE}`;
    if (page.length > 0) yield page;
    if (page.length < PAGE_SIZE) return;
    last = page.at(-1);
  }
}

function titles({ time_zone }: FileEvent): Column<RefundRow>[] {
  const { zone, time } = localTime(time_zone);
  return [
    { title: 'Order', cell: ({ number }) => inGroups(number) },
    { title: 'Payment', cell: ({ payment_key }) => payment_key },
    { title: 'Refund id', cell: ({ id }) => id },
    { title: 'Of', cell: ({ kind }) => kind },
    { title: 'Tickets', cell: ({ tickets }) => tickets },
    { title: 'Amount', cell: ({ amount_cents, currency }) => decimalAmount(amount_cents, currency) },
    { title: 'Currency', cell: ({ currency }) => currency },
    { title: 'State', cell: ({ state }) => state },
    { title: `Requested (${zone})`, cell: ({ created_at }) => time(created_at) },
    { title: `Given back (${zone})`, cell: ({ settled_at }) => settled_at && time(settled_at) },
    { title: 'Failed attempts', cell: ({ attempts }) => attempts },
    { title: 'Last failure', cell: ({ failure }) => failure },
    { title: 'Reason', cell: ({ reason }) => reason },
  ];
}
