import type { MetricMeter } from '@temporalio/common';
import type { Counters } from '../activities/ports.ts';

/** Counts through the SDK's own exporter, so that one page shows what was sold and how the workflows behind it do. */
export function meteredCounters(meter: MetricMeter): Counters {
  const holds = meter.createCounter('ticketdrop_holds', '', 'Holds made');
  const orders = meter.createCounter('ticketdrop_orders', '', 'Orders paid and issued');
  const expiries = meter.createCounter('ticketdrop_expiries', '', 'Holds that ended at their deadline');
  const admissions = meter.createCounter('ticketdrop_admissions', '', 'People admitted by waves');
  const refusals = meter.createCounter('ticketdrop_hold_refusals', '', 'Holds refused by Postgres, by reason');
  const mended = meter.createCounter('ticketdrop_mended', '', 'Things the reconciler mended, by kind');
  return {
    holds: () => holds.add(1),
    orders: () => orders.add(1),
    expiries: () => expiries.add(1),
    admissions: (count) => admissions.add(count),
    mended: (what) => mended.add(1, { what }),
    refusals: (reason) => refusals.add(1, { reason }),
  };
}

/** Counts nothing, where what is done is no part of what the running system does: a check-up by hand, a test. */
export const uncounted: Counters = {
  holds() {},
  orders() {},
  expiries() {},
  admissions() {},
  refusals() {},
  mended() {},
};
