import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { queues, type MailOutcome } from './messages.ts';

/** On a queue of their own: a mail server that stalls holds up mails alone. */
const steps = proxyActivities<Activities>({
  taskQueue: queues.mails,
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '3 days',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 hour' },
});
const lastStep = proxyActivities<Activities>({ taskQueue: queues.mails, startToCloseTimeout: '30 seconds' });

/** Sends one mail: again and again for three days, first after seconds and later every hour, then gives up. */
export async function mail(mailId: string): Promise<MailOutcome> {
  try {
    return await steps.sendMail(mailId);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    await lastStep.giveUpMail(mailId);
    return 'failed';
  }
}
