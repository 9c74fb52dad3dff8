import type { MetricMeter } from '@temporalio/common';
import type { Counters } from '../activities/counters.ts';

const CAPTURES = 'ticketdrop_capture_seconds';
/** In seconds: most payments are taken at once, and what a provider that is away holds up takes minutes or hours. */
export const captureBuckets = { [CAPTURES]: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600] };

/** Counts through the SDK's own exporter, so that one page shows what was sold and the workflows behind it. */
export function meteredCounters(meter: MetricMeter): Counters {
  const holds = meter.createCounter('ticketdrop_holds', '', 'Holds made');
  const orders = meter.createCounter('ticketdrop_orders', '', 'Orders paid and issued');
  const expiries = meter.createCounter('ticketdrop_expiries', '', 'Holds that ended at their deadline');
  const admissions = meter.createCounter('ticketdrop_admissions', '', 'People admitted by waves');
  const refusals = meter.createCounter('ticketdrop_hold_refusals', '', 'Holds refused by Postgres, by reason');
  const mails = meter.createCounter('ticketdrop_mails', '', 'Attempts to send a mail, by kind and outcome');
  const payments = meter.createCounter('ticketdrop_payments', '', 'Payments, by outcome');
  const captures = meter.createHistogram(
    CAPTURES,
    'float',
    's',
    'From the begin of a payment until its money was taken',
  );
  const repairs = meter.createCounter('ticketdrop_mended', '', 'Things the reconciler mended, by kind');
  const unmended = meter.createCounter('ticketdrop_unmended', '', 'Things the reconciler could not mend, by kind');
  return {
    holds: () => holds.add(1),
    orders: () => orders.add(1),
    expiries: () => expiries.add(1),
    admissions: (count) => admissions.add(count),
    refusals: (reason) => refusals.add(1, { reason }),
    mails: (kind, outcome) => mails.add(1, { kind, outcome }),
    payments: (outcome) => payments.add(1, { outcome }),
    captureSeconds: (seconds) => captures.record(seconds),
    repairs: (kind) => repairs.add(1, { what: kind }),
    unmended: (kind) => unmended.add(1, { what: kind }),
  };
}
