import { inGroups } from '../../codes.ts';
import { moneyText } from '../../money.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { LateRefund, OpenDispute, Refunds, RefundWorkflows } from '../refunds/ports.ts';
import type { Check } from './finding.ts';

/** The workflow that gives money back starts with the request, and takes its time where the provider does. */
const OWING_SECONDS = 10;
/** The provider has been away for so long, or does not want to give it back: somebody has to look. */
const LATE_SECONDS = 600;

type Owing = { refunds: Refunds; refundWorkflows: RefundWorkflows };

/** Events that owe money back, of which nobody gives it. */
export const unpaidRefunds = async ({ refunds, refundWorkflows }: Owing): Promise<Check<string>> => ({
  items: await refunds.eventsDue(OWING_SECONDS),
  subject: workflowIds.refunds,
  look: async (eventId) => ({
    problem: `has owed money back for more than ${OWING_SECONDS} s`,
    repair: {
      action: 'see that the workflow runs that gives it back',
      run: async () => ((await refundWorkflows.start(eventId)) ? 'refundsStarted' : 'nothing'),
    },
  }),
});

/** Refunds that the provider does not pay. They are tried again by themselves, so there is nothing to repair here. */
export const lateRefunds = async ({ refunds }: Pick<Owing, 'refunds'>): Promise<Check<LateRefund>> => ({
  items: await refunds.late(LATE_SECONDS),
  subject: ({ eventId }) => workflowIds.refunds(eventId),
  look: async ({ orderNumber, amountCents, currency, attempts, failure, ageSeconds }) => ({
    problem:
      `${moneyText(amountCents, currency)} of order ${inGroups(orderNumber)} are not back after ` +
      `${Math.round(ageSeconds)} s and ${attempts} failed attempts` +
      (failure === null ? '' : `, the last one with ${failure}`) +
      '; look whether the provider is reachable and has enough funds',
  }),
});

/** Disputes that nobody has decided: the organiser answers them at the provider. */
export const openDisputes = async ({ refunds }: Pick<Owing, 'refunds'>): Promise<Check<OpenDispute>> => ({
  items: await refunds.openDisputes(),
  subject: ({ id }) => `dispute ${id}`,
  look: async ({ orderNumber, amountCents, currency }) => ({
    problem:
      orderNumber === null || currency === null
        ? 'is open, over a payment that bought nothing; answer it at the payment provider'
        : `is open over ${moneyText(amountCents, currency)} of order ${inGroups(orderNumber)}; ` +
          'answer it at the payment provider',
  }),
});
