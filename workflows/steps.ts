import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

/**
 * Steps as local activities, which cost no workflow task of their own. Three attempts, because a serialization failure
 * or a dropped connection is over at once; then the step fails and the caller decides.
 */
export const localSteps = proxyLocalActivities<Activities>({
  startToCloseTimeout: '4 seconds',
  retry: { initialInterval: '50 milliseconds', maximumAttempts: 3 },
});

/** Steps as durable activities, retried until they succeed and visible in the Web UI meanwhile. */
export const durableSteps = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/**
 * Runs a step that must happen: as a local activity if that works, as a durable one if not, and to its end also when
 * the workflow is cancelled meanwhile. Rejects only with a failure that no retry can change.
 */
export function runUntilDone<Name extends keyof Activities>(
  name: Name,
  ...args: Parameters<Activities[Name]>
): Promise<Awaited<ReturnType<Activities[Name]>>> {
  type Step = (...args: Parameters<Activities[Name]>) => Promise<Awaited<ReturnType<Activities[Name]>>>;
  const [locally, durably] = [localSteps[name], durableSteps[name]] as unknown as [Step, Step];
  return CancellationScope.nonCancellable<Awaited<ReturnType<Activities[Name]>>>(() =>
    locally(...args).catch((failure: unknown) => {
      if (!isRetryable(failure)) throw failure;
      return durably(...args);
    }),
  );
}

/** A local activity fails with what it threw, a durable one wraps it. */
function isRetryable(failure: unknown): boolean {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  return !(cause instanceof ApplicationFailure && cause.nonRetryable);
}
