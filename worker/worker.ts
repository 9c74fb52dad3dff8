import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker, type NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import { queues } from '../workflows/messages.ts';

/** Bundles the workflows' code, which takes some seconds; every worker of a process shares the bundle. */
export const bundleWorkflows = (): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)), logger: new DefaultLogger('WARN') });

type Hosting = { connection: NativeConnection; namespace: string; workflowBundle: WorkflowBundle; activities: Activities; shutdownGraceMs: number };

/**
 * One worker for purchases, sales and the reconciler, one for the crowd's places. The crowd's has few slots: thousands of
 * places that end in the same minute queue up behind each other and leave the processor to those who are paying.
 */
export function createWorkers({ connection, namespace, workflowBundle, activities, shutdownGraceMs }: Hosting): Promise<Worker[]> {
  const shared = { connection, namespace, workflowBundle, activities, shutdownGraceTime: shutdownGraceMs };
  return Promise.all([
    Worker.create({ ...shared, taskQueue: queues.purchases }),
    Worker.create({ ...shared, taskQueue: queues.waitingRoom, maxConcurrentWorkflowTaskExecutions: 5 }),
  ]);
}
