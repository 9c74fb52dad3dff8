import type { MetricMeter } from '@temporalio/common';
import type { Counters } from '../activities/counters.ts';

/** Counts through the SDK's own exporter, so that one page shows what was sold and the workflows behind it. */
export function meteredCounters(meter: MetricMeter): Counters {
  const holds = meter.createCounter('ticketdrop_holds', '', 'Holds made');
  const orders = meter.createCounter('ticketdrop_orders', '', 'Orders paid and issued');
  const expiries = meter.createCounter('ticketdrop_expiries', '', 'Holds that ended at their deadline');
  const admissions = meter.createCounter('ticketdrop_admissions', '', 'People admitted by waves');
  const refusals = meter.createCounter('ticketdrop_hold_refusals', '', 'Holds refused by Postgres, by reason');
  const repairs = meter.createCounter('ticketdrop_mended', '', 'Things the reconciler mended, by kind');
  const unmended = meter.createCounter('ticketdrop_unmended', '', 'Things the reconciler could not mend, by kind');
  return {
    holds: () => holds.add(1),
    orders: () => orders.add(1),
    expiries: () => expiries.add(1),
    admissions: (count) => admissions.add(count),
    refusals: (reason) => refusals.add(1, { reason }),
    repairs: (kind) => repairs.add(1, { what: kind }),
    unmended: (kind) => unmended.add(1, { what: kind }),
  };
}
