import { allHandlersFinished, condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { Nothing } from './worker.ts';
import { checkout, confirm, hold } from './messages.ts';

const { nothing } = proxyLocalActivities<Nothing>({ startToCloseTimeout: '4 seconds' });

/** A purchase's messages, each with as many local activities as the real one has, which do nothing; and one timer for the deadline. */
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
