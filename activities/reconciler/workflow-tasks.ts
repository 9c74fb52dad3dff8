import type { Client } from '@temporalio/client';
import { pMapIterable } from 'p-map';
import { ignoreNotFound } from '../temporal.ts';
import type { WorkflowTasks } from './ports.ts';

const DESCRIBES_AT_ONCE = 10;

/** The workflow tasks of running sales and purchases, through Temporal's client. */
export const temporalWorkflowTasks = ({ workflow }: Client): WorkflowTasks => ({
  async failing(attempt) {
    const query = "WorkflowType IN ('reservation', 'sale') AND ExecutionStatus = 'Running'";
    const tasks = pMapIterable(
      workflow.list({ query, pageSize: 1_000 }),
      async ({ workflowId }) => {
        const description = await workflow.getHandle(workflowId).describe().catch(ignoreNotFound);
        return { workflowId, attempt: description?.raw.pendingWorkflowTask?.attempt ?? 0 };
      },
      { concurrency: DESCRIBES_AT_ONCE },
    );
    const failing = [];
    for await (const task of tasks) if (task.attempt >= attempt) failing.push(task);
    return failing;
  },
});
