import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { bundleWorkflows } from '../worker/worker.ts';
import { useOwnWorkflowThreads } from '../worker/workflow-threads.ts';
import { record } from './replay/recordings.ts';
import type { Recorded } from './replay/versions.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalTestServer: string;
  }
}

/** Steps that always succeed; a test replaces those that it is about. */
const defaultSteps = {
  announceWave: async () => undefined,
  openSale: async () => undefined,
  nobodyWaits: async () => false,
  endSale: async () => true,
  endPlace: async () => undefined,
  releaseTickets: async () => undefined,
  capturePayment: async () => undefined,
  voidPayment: async () => undefined,
} satisfies Partial<Activities>;

export type StepCall = { step: string; args: unknown[]; at: number };

export type TimeSkipping = {
  env: TestWorkflowEnvironment;
  /**
   * Runs `scenario` while a worker with these steps runs, and returns its result. With a named queue, a later call can
   * start another worker that goes on where this one stopped.
   */
  run<Result>(
    steps: Partial<Activities>,
    scenario: (context: ScenarioContext) => Promise<Result>,
    queue?: string,
  ): Promise<Result>;
};

/** `calls` are the attempts of steps so far; `now` and `sleep` use the time of the environment. */
export type ScenarioContext = {
  taskQueue: string;
  calls: StepCall[];
  now(): Promise<number>;
  sleep(ms: number): Promise<void>;
};

/**
 * An environment in which hours pass in milliseconds. Call it once at the top of a test file. `workflows` is a file
 * that exports workflows to run instead of the product's own.
 */
export function timeSkipping(workflows?: URL): TimeSkipping {
  const skipping = {} as TimeSkipping;
  let workflowBundle: WorkflowBundle;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    // Workflows run here as they run in production.
    useOwnWorkflowThreads({ stackTraces: false });
    workflowBundle = await bundleWorkflows({ workflows });
    // The SDK waits five seconds for the server, which may be too short for Java on a busy machine: try twice.
    skipping.env = await startServer().catch(startServer);
  }, 60_000);
  afterAll(() => skipping.env?.teardown());

  const startServer = () =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('temporalTestServer') } },
      client: { identity: 'tests' },
    });

  skipping.run = async (steps, scenario, queue) => {
    const { env } = skipping;
    const taskQueue = queue ?? randomUUID();
    const calls: StepCall[] = [];
    const recordedSteps = Object.entries({ ...defaultSteps, ...steps }).map(([step, run]) => [
      step,
      async (...args: unknown[]) => {
        calls.push({ step, args, at: await env.currentTimeMs() });
        return (run as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle,
      activities: Object.fromEntries(recordedSteps),
      identity: 'tests',
      shutdownGraceTime: 0,
      // Without a cache there is no sticky queue, on which the server would wait for this worker after it has stopped.
      ...(queue !== undefined && { maxCachedWorkflows: 0 }),
    });
    return worker.runUntil(
      scenario({ taskQueue, calls, now: () => env.currentTimeMs(), sleep: (ms) => env.sleep(ms) }),
    );
  };
  return skipping;
}

/** Records the history of a branch for the replay tests, when `npm run histories` runs them. */
export async function keepHistory(handle: WorkflowHandle, workflow: Recorded, branch: string): Promise<void> {
  if (process.env['RECORD_HISTORIES']) await record(await handle.fetchHistory(), workflow, branch);
}
