import { setTimeout as pauseFor } from 'node:timers/promises';
import type { MetricMeter } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Mails } from '../activities/mail/ports.ts';
import type { Purchases } from '../activities/purchase/ports.ts';
import type { Refunds } from '../activities/refunds/ports.ts';
import { MailKind } from '../prisma/generated/client.ts';

const EVERY_MS = 10_000;

type Needs = {
  meter: MetricMeter;
  mails: Pick<Mails, 'waiting'>;
  purchases: Pick<Purchases, 'untakenPayments'>;
  refunds: Pick<Refunds, 'pending'>;
  log: Logger;
  signal: AbortSignal;
};

/**
 * Keeps the metrics of what Postgres says is still to be done, until `signal` aborts. Every worker shows the same, so
 * that the largest of their values counts and never the sum.
 */
export async function keepStoreGauges({ meter, mails, purchases, refunds, log, signal }: Needs): Promise<void> {
  const gauge = (name: string, unit: 'int' | 'float', about: string) =>
    meter.createGauge(`ticketdrop_${name}`, unit, '', about);
  const waiting = gauge('mails_waiting', 'int', 'Mails that are still to be sent, by kind');
  const oldest = gauge('mails_oldest_seconds', 'float', 'Age of the oldest mail that is still to be sent, by kind');
  const untaken = gauge('payments_untaken', 'int', 'Payments that are set aside for issued tickets and not taken yet');
  const oldestUntaken = gauge('payments_untaken_oldest_seconds', 'float', 'Age of the oldest of these payments');
  const pending = gauge('refunds_pending', 'int', 'Refunds whose money is not back yet');
  const oldestPending = gauge(
    'refunds_pending_oldest_seconds',
    'float',
    'Age of the oldest refund whose money is not back yet',
  );
  while (!signal.aborted) {
    try {
      const [mailsOf, payments, owed] = await Promise.all([
        mails.waiting(),
        purchases.untakenPayments(),
        refunds.pending(),
      ]);
      // A kind of which none waits any more is 0, and not what it was.
      for (const kind of Object.values(MailKind)) {
        const { count = 0, oldestSeconds = 0 } = mailsOf.find((one) => one.kind === kind) ?? {};
        waiting.set(count, { kind });
        oldest.set(oldestSeconds, { kind });
      }
      untaken.set(payments.count);
      oldestUntaken.set(payments.oldestSeconds);
      pending.set(owed.count);
      oldestPending.set(owed.oldestSeconds);
    } catch (failure) {
      if (!signal.aborted) log.warn({ err: failure }, 'what Postgres says is still to be done could not be read');
    }
    await pauseFor(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
