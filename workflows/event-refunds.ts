import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { refundsAdded, type EventRefundsRequest, type EventRefundsWorkflow } from './messages.ts';

const { refundDueOrders } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  // A worker that died is noticed before the whole step would be over.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Between two pages, so that a provider is not asked faster than it allows. */
const PACE_MS = 1_000;
/** After a page of which nothing could be done: the provider is away, or out of funds. It doubles each time. */
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [5_000, 600_000];

/** Gives back all the money that an event owes, however long the provider takes. */
export async function eventRefunds({ eventId, refunded = 0 }: EventRefundsRequest): Promise<void> {
  let hasMore = false;
  setHandler(refundsAdded, () => void (hasMore = true));
  let pauseMs = FIRST_PAUSE_MS;
  for (let total = refunded; ;) {
    hasMore = false;
    const page = await refundDueOrders(eventId);
    if (page.refunded + page.failed === 0 && !hasMore) return;
    total += page.refunded;
    setCurrentDetails(
      `**${total} refunded**${page.failed > 0 ? ` · ${page.failed} could not be and are tried again` : ''}`,
    );
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<EventRefundsWorkflow>({ eventId, refunded: total });
    // What was added is not kept waiting until the provider is asked again for the others.
    await condition(() => hasMore, page.refunded > 0 ? PACE_MS : pauseMs);
    pauseMs = page.refunded > 0 ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}
