import { expect, it } from 'vitest';
import { keepHistory, timeSkipping } from '../tests/time-skipping.ts';
import { workflowIds, type ReconcileWorkflow } from './messages.ts';

const skipping = timeSkipping();
const report = { holdsFreed: 2, paymentsSettled: 1, holdsAdopted: 4, stockRepaired: 1, salesStarted: 3 };
const steps = {
  sweepHolds: async () => ({ holdsFreed: 2, paymentsSettled: 1 }),
  adoptHolds: async () => ({ holdsAdopted: 4 }),
  repairGate: async () => ({ stockRepaired: 1 }),
  startMissingSales: async () => ({ salesStarted: 3 }),
};
const start = (taskQueue: string) =>
  skipping.env.client.workflow.start<ReconcileWorkflow>('reconcile', {
    workflowId: `${workflowIds.reconcile}-${taskQueue}`,
    taskQueue,
  });

it('frees holds, adopts those that Temporal lost, repairs the gate, starts missing sales, and reports all of it', () =>
  skipping.run(steps, async ({ taskQueue, calls }) => {
    const handle = await start(taskQueue);
    expect(await handle.result()).toEqual(report);
    expect(calls.map(({ step }) => step)).toEqual(['sweepHolds', 'adoptHolds', 'repairGate', 'startMissingSales']);
    await keepHistory(handle, 'reconcile', 'mended');
  }));

it('tries again when Postgres or Redis is away', () => {
  let attempts = 0;
  const repairGate = async () => {
    attempts += 1;
    if (attempts < 4) throw new Error('Redis is away');
    return steps.repairGate();
  };
  return skipping.run({ ...steps, repairGate }, async ({ taskQueue }) => {
    const handle = await start(taskQueue);
    expect(await handle.result()).toEqual(report);
    await keepHistory(handle, 'reconcile', 'retried');
  });
});
