import { WorkflowNotFoundError, type WorkflowClient } from '@temporalio/client';

/** Turns the failure of a call to a workflow that does not run into undefined; every other failure is thrown again. */
export function ignoreNotFound(failure: unknown): undefined {
  if (!(failure instanceof WorkflowNotFoundError)) throw failure;
}

/**
 * Turns the failure to start a workflow that was started before into undefined; every other failure is thrown again.
 */
export function ignoreAlreadyStarted(failure: unknown): undefined {
  if (!(failure instanceof Error && failure.name === 'WorkflowExecutionAlreadyStartedError')) throw failure;
}

/** What follows the prefix in the ids of the running workflows of a type, by an index that is some seconds behind. */
export async function runningIds(
  workflow: WorkflowClient,
  type: 'sale' | 'reservation',
  prefix: string,
): Promise<Set<string>> {
  const ids = new Set<string>();
  const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of workflow.list({ query, pageSize: 1_000 }))
    ids.add(workflowId.slice(prefix.length));
  return ids;
}
