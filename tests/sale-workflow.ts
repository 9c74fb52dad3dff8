import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Activities } from '../activities/activities.ts';
import type { SalePlan } from '../activities/organiser/ports.ts';
import { SALE_REVISION, workflowIds, type SaleWorkflow } from '../workflows/messages.ts';
import type { ScenarioContext, TimeSkipping } from './time-skipping.ts';

export const INTERVAL = 30_000;
export const eventId = randomUUID();

/** What workflow tests of a sale start with. */
export const saleWorkflow = (skipping: TimeSkipping) => ({
  /** The row of an event in Postgres. A test changes it and sends a signal. */
  async event(given: Partial<SalePlan> & { opensIn?: number; startsIn?: number } = {}): Promise<SalePlan> {
    const now = await skipping.env.currentTimeMs();
    const { opensIn = 60_000, startsIn = 10 * 60_000, ...plan } = given;
    return {
      open: true,
      opened: false,
      onSaleAt: now + opensIn,
      closesAt: now + startsIn,
      paused: false,
      waveIntervalMs: INTERVAL,
      nextWave: 1,
      ...plan,
    };
  },

  open: ({ taskQueue }: ScenarioContext, workflowId = workflowIds.sale(randomUUID())) =>
    skipping.env.client.workflow.start<SaleWorkflow>('sale', {
      workflowId,
      taskQueue,
      args: [{ eventId }, SALE_REVISION],
    }),
});

/** The steps of a sale that reads this row. */
export const prepareSale = (row: SalePlan): Partial<Activities> => ({
  prepareSale: async () => ({ ...row }),
  admitWave: async () => 0,
});

export const callsOf = ({ calls }: ScenarioContext, name: string) => calls.filter(({ step }) => step === name);
export const wavesOf = (context: ScenarioContext) => callsOf(context, 'admitWave');

export async function workflowTasks(handle: WorkflowHandle<SaleWorkflow>): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((past) => past.workflowTaskCompletedEventAttributes).length;
}
