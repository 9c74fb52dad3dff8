import { setTimeout as pauseFor } from 'node:timers/promises';
import type { MetricMeter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Refunds } from '../activities/refunds/ports.ts';

const EVERY_MS = 5_000;

type Needs = { meter: MetricMeter; refunds: Pick<Refunds, 'pending'>; log: Logger; signal: AbortSignal };

/**
 * Keeps the metrics of the money that is still to be given back, until `signal` aborts. Every worker shows the same
 * figures, so that the largest of their values counts and never the sum.
 */
export async function keepRefundGauges({ meter, refunds, log, signal }: Needs): Promise<void> {
  const count = meter.createGauge('ticketdrop_refunds_pending', 'int', '', 'Refunds whose money is not back yet');
  const oldest = meter.createGauge(
    'ticketdrop_refunds_pending_oldest_seconds',
    'float',
    '',
    'Age of the oldest refund whose money is not back yet',
  );
  while (!signal.aborted) {
    try {
      const pending = await refunds.pending();
      count.set(pending.count);
      oldest.set(pending.oldestSeconds);
    } catch (failure) {
      log.warn({ err: failure }, 'the pending refunds could not be counted');
    }
    await pauseFor(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
