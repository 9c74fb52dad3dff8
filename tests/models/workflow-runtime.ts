import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  type QueryDefinition,
  type UpdateDefinition,
} from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Activities } from '../../activities/activities.ts';
import { Timeout } from './fault-injection.ts';

/**
 * A workflow runtime inside the test process. It runs the real workflow code (`vi.mock('@temporalio/workflow')`) with
 * the real activities as steps, and its timers end when the test says so. It records no history and replays nothing;
 * in return it runs thousands of purchases a second, and every step of them can be made to fail.
 */

type Condition = {
  met: () => boolean;
  resolve: (met: boolean) => void;
  reject: (reason: Error) => void;
  hasTimeout: boolean;
  cancellable: boolean;
};
type Handler = (...args: any[]) => unknown;

export type RunOptions = {
  activities: Activities;
  /** Resolves when a durable step that failed may be tried again. */
  retryDelay: (step: string) => Promise<unknown>;
};

const runs = new AsyncLocalStorage<WorkflowRun>();
/** Whether the current code is inside `CancellationScope.nonCancellable`. */
const nonCancellable = new AsyncLocalStorage<boolean>();
const logger = new DefaultLogger('ERROR');

/** An update was sent to a run that has ended. */
export class RunEnded extends Error {
  override name = 'RunEnded';
}

export class WorkflowRun<Result = unknown> {
  readonly startTime = new Date();
  readonly result: Promise<Result>;
  ended = false;
  readonly #options: RunOptions;
  readonly #activityEnvironment: MockActivityEnvironment;
  readonly #handlers = new Map<string, Handler>();
  readonly #conditions = new Set<Condition>();
  #runningHandlers = 0;
  #runningSteps = 0;

  constructor(options: RunOptions, workflowId: string, workflow: () => Promise<Result>) {
    this.#options = options;
    this.#activityEnvironment = new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId: randomUUID() } },
      { logger },
    );
    this.result = runs.run(this, workflow).finally(() => (this.ended = true));
    this.result.catch(() => undefined); // a caller that awaits `result` still gets the failure
  }

  /** Runs the handler of an update. @throws RunEnded when the run has ended. */
  async update<Answer, Args extends unknown[]>(
    { name }: UpdateDefinition<Answer, Args>,
    ...args: Args
  ): Promise<Answer> {
    if (this.ended) throw new RunEnded();
    this.#runningHandlers += 1;
    try {
      return (await runs.run(this, () => this.#handlers.get(name)!(...args))) as Answer;
    } finally {
      this.#runningHandlers -= 1;
      this.#checkConditions();
    }
  }

  query<Answer>({ name }: QueryDefinition<Answer>): Answer {
    return this.#handlers.get(name)!() as Answer;
  }

  /** Ends timers until none is left: a timer that started before the deadline moved is followed by another one. */
  async endTimers(): Promise<void> {
    await this.#idle();
    while (this.#timers.length > 0) {
      for (const timer of this.#timers) this.#finish(timer, () => timer.resolve(false));
      await this.#idle();
    }
  }

  /** Cancels the workflow. */
  async cancel(): Promise<void> {
    await this.#idle();
    for (const condition of this.#conditions)
      if (condition.cancellable) this.#finish(condition, () => condition.reject(new CancelledFailure('cancelled')));
    await this.#idle();
  }

  setHandler(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  get handlersFinished(): boolean {
    return this.#runningHandlers === 0;
  }

  async step(name: string, args: unknown[], attempts: number): Promise<unknown> {
    const run = this.#options.activities[name as keyof Activities] as (...given: unknown[]) => Promise<unknown>;
    this.#runningSteps += 1;
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#activityEnvironment.run(run, ...args);
        } catch (failure) {
          if (failure instanceof ApplicationFailure && failure.nonRetryable) {
            throw attempts === Infinity
              ? new ActivityFailure('the step failed', name, undefined, 'NON_RETRYABLE_FAILURE', undefined, failure)
              : failure;
          }
          // A failure that was not injected would repeat for ever and stay hidden.
          if (attempt >= attempts || !(failure instanceof Timeout)) throw failure;
          await (attempts === Infinity ? this.#options.retryDelay(name) : nextTurn());
        }
      }
    } finally {
      this.#runningSteps -= 1;
      this.#checkConditions();
    }
  }

  condition(met: () => boolean, timeoutMs?: number): Promise<boolean> {
    if (met()) return Promise.resolve(true);
    return new Promise((resolve, reject) => {
      this.#conditions.add({
        met,
        resolve,
        reject,
        hasTimeout: timeoutMs !== undefined,
        cancellable: nonCancellable.getStore() !== true,
      });
    });
  }

  get #timers(): Condition[] {
    return [...this.#conditions].filter(({ hasTimeout }) => hasTimeout);
  }

  #finish(condition: Condition, settle: () => void): void {
    if (this.#conditions.delete(condition)) settle();
    this.#checkConditions();
  }

  /** Checks conditions once everything that follows from a message or a step has run, as after an activation. */
  #checkConditions(): void {
    setImmediate(() => {
      for (const condition of this.#conditions)
        if (runs.run(this, condition.met)) this.#finish(condition, () => condition.resolve(true));
    });
  }

  /** Waits until no step runs and nothing more follows; while a handler runs, its steps may wait for the provider. */
  async #idle(): Promise<void> {
    do await nextTurn();
    while (!this.ended && this.#runningSteps > 0 && this.#runningHandlers === 0);
    await nextTurn();
  }
}

const currentRun = () => runs.getStore()!;
const steps = (attempts: number) =>
  new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          currentRun().step(String(name), args, attempts),
    },
  );

/** Replaces `@temporalio/workflow`, as far as the reservation workflow uses it. */
export const workflowModule = {
  condition: (met: () => boolean, timeoutMs?: number) => currentRun().condition(met, timeoutMs),
  proxyActivities: () => steps(Infinity),
  proxyLocalActivities: ({ retry }: { retry: { maximumAttempts: number } }) => steps(retry.maximumAttempts),
  setHandler: ({ name }: { name: string }, handler: Handler) => currentRun().setHandler(name, handler),
  allHandlersFinished: () => currentRun().handlersFinished,
  setCurrentDetails: () => undefined,
  workflowInfo: () => ({ startTime: currentRun().startTime }),
  CancellationScope: { nonCancellable: <Result>(work: () => Result) => nonCancellable.run(true, work) },
};
