import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Worker,
  type Logger,
  type NativeConnection,
  type WorkerDeploymentOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import { CONNECTIONS } from '../activities/mail/mail-server.ts';
import { queues } from '../workflows/messages.ts';

/** Bundles the workflows' code, which takes some seconds; every worker of a process shares the bundle. */
export const bundleWorkflows = ({
  workflows = new URL('../workflows/index.ts', import.meta.url),
  logger = new DefaultLogger('WARN'),
}: { workflows?: URL; logger?: Logger } = {}): Promise<WorkflowBundle> =>
  bundleWorkflowCode({ workflowsPath: fileURLToPath(workflows), logger });

/**
 * How long a workflow task waits for the worker that has the workflow in its cache: when that one died, another takes
 * over before the buyer's request is answered with 503.
 */
const STICKY_TIMEOUT_MS = 2_000;

/** The steps of a place are minutes apart, and replaying the few before is cheaper than keeping thousands of them. */
const CACHED_PLACES = 100;

type Hosting = {
  connection: NativeConnection;
  namespace: string;
  workflowBundle: WorkflowBundle;
  activities: Activities;
  shutdownGraceMs: number;
  cachedWorkflows?: number;
  /** Names this build; without one, every worker takes every task. */
  buildId?: string;
};

/** The worker deployment whose builds Temporal tells apart (docs/CHANGING_WORKFLOWS.md). */
export const deploymentName = 'ticketdrop';

/**
 * A purchase is over in minutes, so it stays with the build it began on; a sale runs for days and moves to each new
 * build.
 */
const deployment = (buildId: string): WorkerDeploymentOptions => ({
  version: { deploymentName, buildId },
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'PINNED',
});

/**
 * One worker for purchases, sales and the reconciler, one for waiting places and mails. The second has few slots:
 * thousands of places that end in the same minute queue up behind each other and leave the processor to purchases. The
 * third runs the steps of mails, as many at once as there are connections to the mail server.
 */
export function createWorkers({
  connection,
  namespace,
  workflowBundle,
  activities,
  shutdownGraceMs,
  cachedWorkflows,
  buildId,
}: Hosting): Promise<Worker[]> {
  const steps = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: shutdownGraceMs,
    ...(buildId && { workerDeploymentOptions: deployment(buildId) }),
  };
  const shared = { ...steps, workflowBundle, stickyQueueScheduleToStartTimeout: STICKY_TIMEOUT_MS };
  return Promise.all([
    Worker.create({ ...shared, taskQueue: queues.purchases, maxCachedWorkflows: cachedWorkflows }),
    Worker.create({
      ...shared,
      taskQueue: queues.waitingRoom,
      maxConcurrentWorkflowTaskExecutions: 5,
      maxCachedWorkflows: CACHED_PLACES,
    }),
    Worker.create({ ...steps, taskQueue: queues.mails, maxConcurrentActivityTaskExecutions: CONNECTIONS }),
  ]);
}
