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

it('goes on with the next steps, and says so, when one cannot be done within a minute', () => {
  const adoptHolds = async () => {
    throw new Error('the index of workflows is away');
  };
  return skipping.run({ ...steps, adoptHolds }, async ({ taskQueue }) => {
    const handle = await start(taskQueue);
    const { holdsAdopted: _, ...rest } = report;
    expect(await handle.result()).toEqual({
      ...rest,
      unmended: [{ subject: 'adoptHolds', reason: 'the step could not be done within a minute' }],
    });
    await keepHistory(handle, 'reconcile', 'step-given-up');
  });
});

it('names what each step could not mend', () => {
  const [one, other] = ['one', 'other'].map((subject) => ({ subject, reason: 'it refuses' }));
  const refused = {
    sweepHolds: async () => ({ holdsFreed: 2, unmended: [one!] }),
    repairGate: async () => ({ unmended: [other!] }),
  };
  return skipping.run({ ...steps, ...refused }, async ({ taskQueue }) => {
    const handle = await start(taskQueue);
    expect(await handle.result()).toEqual({
      holdsFreed: 2,
      holdsAdopted: 4,
      salesStarted: 3,
      unmended: [one, other],
    });
  });
});
