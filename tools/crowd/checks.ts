import type { Violation } from '../../activities/reconciler/invariants.ts';
import type { StockGate } from '../../activities/purchase/ports.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { DatabaseView, PurchaseRow, TierRow } from './database-view.ts';
import type { Observations } from './observations.ts';
import type { Drop } from './organiser-client.ts';
import type { ReservationWorkflow, TemporalView } from './temporal-view.ts';

/**
 * One promise, whether it holds, what was found, and where to look next when it does not. `settles` marks a check that
 * may fail at first and hold a moment later.
 */
export type Check = { name: string; ok: boolean; found: string; next?: string; settles?: true };

/** What the three stores say about the event. */
export type Evidence = {
  tiers: TierRow[];
  purchases: PurchaseRow[];
  violations: Violation[];
  stock: Record<string, number>;
  workflows: ReservationWorkflow[];
  strayCharges: string[];
};

const keyPrefix = workflowIds.reservation('');
/** How soon after its deadline a hold has to be free again, as the API promises. */
const EXPIRY_WITHIN_MS = 2_000;

/** Reads the event from all three stores, once. */
export async function collectEvidence(
  stores: { database: DatabaseView; temporal: TemporalView; stock: StockGate },
  drop: Drop,
): Promise<Evidence> {
  const { database, temporal, stock } = stores;
  const workflows = await temporal.reservations();
  const [tiers, purchases, violations, free, stray] = await Promise.all([
    database.tiers(),
    database.purchases(),
    database.violations(),
    stock.available(drop.eventId),
    database.strayCharges(
      workflows.map(({ id }) => id),
      keyPrefix,
    ),
  ]);
  return {
    tiers,
    purchases,
    violations,
    stock: free,
    workflows,
    strayCharges: stray.map(({ idempotency_key }) => idempotency_key),
  };
}

/**
 * Compares the three stores with each other and with the answers that buyers got. `link` gives the page of a workflow,
 * or of all purchases. Meant for the end of a run, when nothing changes any more.
 */
export function crossCheck(
  evidence: Evidence,
  observations: Observations,
  link: (workflowId?: string) => string,
): Check[] {
  const { tiers, purchases, violations, stock, workflows, strayCharges } = evidence;
  const check = (name: string, wrong: string[], right: string, next?: string): Check => ({
    name,
    ok: wrong.length === 0,
    found:
      wrong.length === 0
        ? right
        : `${wrong.slice(0, 3).join('; ')}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''}`,
    ...(wrong.length > 0 && next && { next }),
  });
  const purchaseLink = (found: PurchaseRow[]) => link(found[0] && workflowIds.reservation(found[0].reservation_id));
  const label = ({ reservation_id }: PurchaseRow) => `reservation ${reservation_id}`;
  const broken = (...invariants: string[]) =>
    violations.filter(({ invariant }) => invariants.includes(invariant)).map(describeViolation);

  const active = purchases.filter(({ status }) => status === 'active');
  const paid = purchases.filter(({ order_id }) => order_id);
  const chargedWithoutOrder = purchases.filter(({ charge, order_id }) => charge === 'captured' && !order_id);
  const expired = purchases.flatMap((row) =>
    row.status === 'expired' && row.ended_at ? [{ row, late: row.ended_at.getTime() - row.expires_at.getTime() }] : [],
  );
  const outOfTime = expired.filter(({ late }) => late < 0 || late > EXPIRY_WITHIN_MS);
  const latest = Math.max(0, ...expired.map(({ late }) => late));

  const orders = new Map(paid.map((row) => [row.order_id, row]));
  const lost = [...observations.orders.values()].filter(
    ({ order, tickets }) => orders.get(order.id)?.tickets !== tickets.length,
  );
  const unrequested = paid.filter(
    ({ checkout_session_id }) => !observations.paymentAttempts.has(checkout_session_id ?? ''),
  );

  const running = workflows.filter(({ status }) => status === 'RUNNING');
  const failed = workflows.filter(({ status }) => status !== 'RUNNING' && status !== 'COMPLETED');
  const workflowIdSet = new Set(workflows.map(({ id }) => id));
  const withoutWorkflow = purchases.filter(
    ({ reservation_id }) => !workflowIdSet.has(workflowIds.reservation(reservation_id)),
  );
  const ticketsSold = paid.reduce((total, { order_quantity }) => total + (order_quantity ?? 0), 0);

  return [
    check(
      'Postgres: counters are the sums of their rows, no tier oversold',
      broken('I1', 'I2'),
      `${ticketsSold} sold, ${active.length} holds`,
      `SELECT * FROM tiers WHERE id = '${tiers[0]?.id}'`,
    ),
    check(
      'Postgres: nobody is over the purchase limit or holds twice',
      broken('I11', 'I13'),
      `${paid.length} orders looked at`,
      'buyer_counters and hold_tickets()',
    ),
    check(
      'Postgres: every reservation has one end, every order what was held and its tickets',
      broken('I5', 'I6', 'I10'),
      `${paid.length} orders`,
      link(),
    ),
    check(
      'Payments: one captured charge of the right amount for each paid order',
      broken('I7'),
      `${paid.length} charges`,
      link(),
    ),
    check(
      'Payments: no captured charge without an order',
      [...chargedWithoutOrder.map(label), ...strayCharges],
      'none',
      chargedWithoutOrder.length > 0 ? purchaseLink(chargedWithoutOrder) : link(strayCharges[0]),
    ),
    check(
      'Buyers: every order they were told of is in Postgres with its tickets',
      lost.map(({ order }) => `order ${order.id}`),
      `${observations.orders.size} acknowledged`,
      `SELECT * FROM orders WHERE id = '${lost[0]?.order.id}'`,
    ),
    check(
      'Buyers: no order that nobody asked to pay for',
      unrequested.map(label),
      `${paid.length} of ${observations.paymentAttempts.size} attempts`,
      purchaseLink(unrequested),
    ),
    check(
      `Expiry: tickets came back after the deadline, within ${EXPIRY_WITHIN_MS / 1000} s`,
      outOfTime.map(({ row, late }) => `${label(row)} ${late} ms after its deadline`),
      `${expired.length} expired, the latest ${latest} ms after its deadline`,
      purchaseLink(outOfTime.map(({ row }) => row)),
    ),
    markSettling(
      check(
        'Redis and Postgres: free tickets are the same in every tier',
        tiers
          .filter(({ id, capacity, held, sold }) => stock[id] !== capacity - held - sold)
          .map(
            ({ id, name, capacity, held, sold }) =>
              `${name}: Redis says ${stock[id] ?? 'nothing'}, Postgres ${capacity - held - sold}`,
          ),
        tiers.map(({ id, name }) => `${name} ${stock[id]}`).join(', '),
        'the reconciler, which repairs this each minute: its workflow and metrics',
      ),
    ),
    markSettling(
      check(
        'Temporal and Postgres: every hold ended, no purchase still runs',
        [...active.map(label), ...running.map(({ id }) => id)],
        `${workflows.length} workflows ended`,
        link((active[0] && workflowIds.reservation(active[0].reservation_id)) ?? running[0]?.id),
      ),
    ),
    markSettling(
      check(
        'Temporal and Postgres: every reservation is of a workflow',
        withoutWorkflow.map(label),
        `${purchases.length} reservations`,
        link(),
      ),
    ),
    check(
      'Temporal: no purchase failed, was terminated or timed out',
      failed.map(({ id, status }) => `${id} ${status}`),
      `${workflows.length} completed`,
      link(failed[0]?.id),
    ),
  ];
}

/** The text of the broken invariant, with the first rows that break it. */
export const describeViolation = ({ invariant, what, ids }: Violation) =>
  `${invariant}: ${what} (${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''})`;

const markSettling = (check: Check): Check => ({ ...check, settles: true });
