import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { timeSkipping } from '../tests/time-skipping.ts';

const skipping = timeSkipping(new URL('../tests/workflow-thread-workflows.ts', import.meta.url));
const start = (type: string, taskQueue: string) =>
  skipping.env.client.workflow.start(type, { workflowId: `${type}-${taskQueue}`, taskQueue });

it('is the thread for the version of the SDK that it was tried with', () => {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json');
  expect(version, 'try worker/workflow-thread.mjs with the new version, then change this').toBe('1.24.0');
});

it('ends a workflow that never gives the processor back, and goes on with the others', () =>
  skipping.run({}, async ({ taskQueue }) => {
    const runaway = await start('runaway', taskQueue);
    const orderly = await start('orderly', taskQueue);
    expect(await orderly.result()).toBe('done');
    const failure = await failedTask(runaway);
    expect(failure).toMatch(/timed out after \d+ms/);
    expect(await (await start('orderly', taskQueue)).result()).toBe('done');
    await runaway.terminate();
  }));

it('tells workflows that wait side by side apart, and ends what each waits for without cancelling it', () =>
  skipping.run({}, async ({ taskQueue }) => {
    const handles = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        skipping.env.client.workflow.start('waitsInScopes', { workflowId: `scopes-${i}-${taskQueue}`, taskQueue }),
      ),
    );
    for (const handle of handles) expect(await handle.result()).toEqual(['inner', 'outer', 'root']);
  }));

it('keeps no stack of what a workflow waits for', () =>
  skipping.run({}, async ({ taskQueue }) => {
    const handle = await start('waiting', taskQueue);
    await expect(handle.query('__stack_trace')).rejects.toMatchObject({
      cause: { details: 'Workflow stack traces are not enabled on this worker' },
    });
    await handle.terminate();
  }));

/** The message of the first workflow task that failed. */
async function failedTask(handle: Awaited<ReturnType<typeof start>>): Promise<string> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const failed = events?.find((event) => event.workflowTaskFailedEventAttributes);
    if (failed) return String(failed.workflowTaskFailedEventAttributes!.failure?.message);
    await skipping.env.sleep(100);
  }
}
