import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Activities } from '../activities/activities.ts';
import { bundleWorkflows } from '../worker/worker.ts';
import { record } from './replay/recordings.ts';
import type { Recorded } from './replay/versions.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalTestServer: string;
  }
}

/** Steps that always work; a test replaces the ones it is about. */
const steps = {
  announceWave: async () => undefined,
  openSale: async () => undefined,
  endSale: async () => undefined,
  endPlace: async () => undefined,
  releaseTickets: async () => undefined,
  refund: async () => undefined,
} satisfies Partial<Activities>;

export type Called = { step: string; args: unknown[]; at: number };

export type Skipping = {
  env: TestWorkflowEnvironment;
  /**
   * Runs `scenario` beside a worker with these steps; returns what the scenario does and which steps were called, in order.
   * A queue that is named can be given to another worker afterwards, which goes on where this one stopped.
   */
  run<Result>(given: Partial<Activities>, scenario: (stage: Stage) => Promise<Result>, queue?: string): Promise<Result>;
};

export type Stage = { taskQueue: string; calls: Called[]; now(): Promise<number>; sleep(ms: number): Promise<void> };

/** An environment in which hours pass in milliseconds; call it once at the top of a test file. `workflows` is the file that exports other workflows than ours. */
export function timeSkipping(workflows?: URL): Skipping {
  const skipping = {} as Skipping;
  let workflowBundle: WorkflowBundle;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    workflowBundle = await bundleWorkflows(workflows);
    // The SDK gives the server five seconds to start, which its Java may need on a busy machine.
    skipping.env = await startServer().catch(startServer);
  }, 60_000);
  afterAll(() => skipping.env?.teardown());

  const startServer = () =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('temporalTestServer') } },
      client: { identity: 'tests' },
    });

  skipping.run = async (given, scenario, queue) => {
    const { env } = skipping;
    const taskQueue = queue ?? randomUUID();
    const calls: Called[] = [];
    const recorded = Object.entries({ ...steps, ...given }).map(([step, run]) => [
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
      activities: Object.fromEntries(recorded),
      identity: 'tests',
      shutdownGraceTime: 0,
      // The next worker of a queue must not wait until the server notices that this one is gone.
      ...(queue !== undefined && { maxCachedWorkflows: 0 }),
    });
    return worker.runUntil(
      scenario({ taskQueue, calls, now: () => env.currentTimeMs(), sleep: (ms) => env.sleep(ms) }),
    );
  };
  return skipping;
}

/** Keeps the history of a branch for the replay tests, when they are being recorded (`npm run histories`). */
export async function keepHistory(handle: WorkflowHandle, workflow: Recorded, branch: string): Promise<void> {
  if (process.env['RECORD_HISTORIES']) await record(await handle.fetchHistory(), workflow, branch);
}
