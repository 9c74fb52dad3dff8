import { allHandlersFinished, condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { LimitActivities } from './worker.ts';
import { checkout, confirm, hold } from './messages.ts';

const { nothing } = proxyLocalActivities<LimitActivities>({ startToCloseTimeout: '4 seconds' });

/**
 * A workflow that accepts the messages of a purchase, with one timer for the deadline. Each message runs as many local
 * activities as the real one does, and they do nothing.
 */
export async function messages(): Promise<void> {
  let held = false;
  let done = false;
  setHandler(hold, async () => {
    await nothing();
    held = true;
  });
  setHandler(checkout, nothing);
  setHandler(confirm, async () => {
    await nothing();
    await nothing();
    done = true;
  });
  await condition(() => held);
  await condition(() => done, '10 minutes');
  await condition(allHandlersFinished);
}
