import { condition, sleep } from '@temporalio/workflow';

/** Workflows for the test of the thread that they run in (worker/workflow-thread.workflow.test.ts). */
export async function runaway(): Promise<void> {
  for (;;);
}

export async function orderly(): Promise<string> {
  await sleep(10);
  return 'done';
}

export async function waiting(): Promise<void> {
  await condition(() => false);
}
