import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { setImmediate as soon } from 'node:timers/promises';
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
import { Timeout } from './faults.ts';

/**
 * A stand-in for the runtime of workflows, in one process: the workflows' own code runs on it (`vi.mock('@temporalio/workflow')`),
 * its steps are the real activities, and its timers end when the test says so. It keeps no history and
 * replays nothing; what it gives is thousands of purchases a second, whose every step can be made to fail.
 */

type Waiting = {
  met: () => boolean;
  settle: (met: boolean) => void;
  fail: (reason: Error) => void;
  timed: boolean;
  shielded: boolean;
};
type Handler = (...args: any[]) => unknown;

export type Stage = {
  activities: Activities;
  /** Resolves when a step that must happen may be tried again. */
  patience: (step: string) => Promise<unknown>;
};

const runs = new AsyncLocalStorage<Run>();
/** Whether the code that runs is in a scope that nobody can cancel. */
const shield = new AsyncLocalStorage<boolean>();
const logger = new DefaultLogger('ERROR');

/** A run that has ended takes no update. */
export class Over extends Error {
  override name = 'Over';
}

export class Run<Result = unknown> {
  readonly startTime = new Date();
  readonly result: Promise<Result>;
  over = false;
  readonly #stage: Stage;
  readonly #place: MockActivityEnvironment;
  readonly #handlers = new Map<string, Handler>();
  readonly #waiting = new Set<Waiting>();
  #underWay = 0;
  #steps = 0;

  constructor(stage: Stage, workflowId: string, workflow: () => Promise<Result>) {
    this.#stage = stage;
    this.#place = new MockActivityEnvironment({ workflowExecution: { workflowId, runId: randomUUID() } }, { logger });
    this.result = runs.run(this, workflow).finally(() => (this.over = true));
    this.result.catch(() => undefined); // whoever asks for the result hears of it
  }

  /** Has a handler take a message, as an update does. @throws Over when the run has ended. */
  async update<Answer, Args extends unknown[]>(
    { name }: UpdateDefinition<Answer, Args>,
    ...args: Args
  ): Promise<Answer> {
    if (this.over) throw new Over();
    this.#underWay += 1;
    try {
      return (await runs.run(this, () => this.#handlers.get(name)!(...args))) as Answer;
    } finally {
      this.#underWay -= 1;
      this.#look();
    }
  }

  query<Answer>({ name }: QueryDefinition<Answer>): Answer {
    return this.#handlers.get(name)!() as Answer;
  }

  /** The deadline passes: timers end until none is waited for, because one that began before the deadline moved is followed by another. */
  async deadlinePasses(): Promise<void> {
    await this.#quiet();
    while (this.#timed.length > 0) {
      for (const waiting of this.#timed) this.#end(waiting, () => waiting.settle(false));
      await this.#quiet();
    }
  }

  /** Somebody cancels the workflow. */
  async cancel(): Promise<void> {
    await this.#quiet();
    for (const waiting of this.#waiting)
      if (!waiting.shielded) this.#end(waiting, () => waiting.fail(new CancelledFailure('cancelled')));
    await this.#quiet();
  }

  handle(name: string, handler: Handler): void {
    this.#handlers.set(name, handler);
  }

  get handlersFinished(): boolean {
    return this.#underWay === 0;
  }

  async step(name: string, args: unknown[], attempts: number): Promise<unknown> {
    const run = this.#stage.activities[name as keyof Activities] as (...given: unknown[]) => Promise<unknown>;
    this.#steps += 1;
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#place.run(run, ...args);
        } catch (failure) {
          if (failure instanceof ApplicationFailure && failure.nonRetryable) {
            throw attempts === Infinity
              ? new ActivityFailure('the step failed', name, undefined, 'NON_RETRYABLE_FAILURE', undefined, failure)
              : failure;
          }
          // What is not the weather's doing would fail again for ever, and nobody would hear of it.
          if (attempt >= attempts || !(failure instanceof Timeout)) throw failure;
          await (attempts === Infinity ? this.#stage.patience(name) : soon());
        }
      }
    } finally {
      this.#steps -= 1;
      this.#look();
    }
  }

  condition(met: () => boolean, timeoutMs?: number): Promise<boolean> {
    if (met()) return Promise.resolve(true);
    return new Promise((settle, fail) => {
      const waiting: Waiting = {
        met,
        settle,
        fail,
        timed: timeoutMs !== undefined,
        shielded: shield.getStore() === true,
      };
      this.#waiting.add(waiting);
    });
  }

  get #timed(): Waiting[] {
    return [...this.#waiting].filter(({ timed }) => timed);
  }

  #end(waiting: Waiting, how: () => void): void {
    if (this.#waiting.delete(waiting)) how();
    this.#look();
  }

  /** Conditions are looked at when everything that follows from a message or a step has been done, as after an activation. */
  #look(): void {
    setImmediate(() => {
      for (const waiting of this.#waiting)
        if (runs.run(this, waiting.met)) this.#end(waiting, () => waiting.settle(true));
    });
  }

  /** Until no step is under way and nothing more follows. A step that waits for its provider counts as waiting. */
  async #quiet(): Promise<void> {
    do await soon();
    while (!this.over && this.#steps > 0 && this.#underWay === 0);
    await soon();
  }
}

const here = () => runs.getStore()!;
const steps = (attempts: number) =>
  new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          here().step(String(name), args, attempts),
    },
  );

/** What the workflows import from the SDK, as far as a purchase needs it. */
export const standIn = {
  condition: (met: () => boolean, timeoutMs?: number) => here().condition(met, timeoutMs),
  proxyActivities: () => steps(Infinity),
  proxyLocalActivities: ({ retry }: { retry: { maximumAttempts: number } }) => steps(retry.maximumAttempts),
  setHandler: ({ name }: { name: string }, handler: Handler) => here().handle(name, handler),
  allHandlersFinished: () => here().handlersFinished,
  setCurrentDetails: () => undefined,
  workflowInfo: () => ({ startTime: here().startTime }),
  CancellationScope: { nonCancellable: <Result>(work: () => Result) => shield.run(true, work) },
};
