import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

/**
 * A step while all is well: a local activity, which costs no workflow task of its own. Three attempts, because a serialization
 * failure or a dropped connection is over at once; then it fails and the caller decides.
 */
export const quick = proxyLocalActivities<Activities>({
  startToCloseTimeout: '4 seconds',
  retry: { initialInterval: '50 milliseconds', maximumAttempts: 3 },
});

/** A step that must happen however long it takes: a durable activity, retried until it succeeds and visible in the Web UI meanwhile. */
export const durable = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
});

/**
 * Takes a step that must happen: quickly if it works, durably if not, and also when the workflow is cancelled meanwhile.
 * Only a failure that no retry can mend comes out.
 */
export function insist<Name extends keyof Activities>(
  name: Name,
  ...args: Parameters<Activities[Name]>
): Promise<Awaited<ReturnType<Activities[Name]>>> {
  type Step = (...args: Parameters<Activities[Name]>) => Promise<Awaited<ReturnType<Activities[Name]>>>;
  const [atOnce, forLong] = [quick[name], durable[name]] as unknown as [Step, Step];
  return CancellationScope.nonCancellable<Awaited<ReturnType<Activities[Name]>>>(() =>
    atOnce(...args).catch((failure: unknown) => {
      if (!isPassing(failure)) throw failure;
      return forLong(...args);
    }),
  );
}

/** A local activity fails as what it threw, a durable one wraps it. */
function isPassing(failure: unknown): boolean {
  const cause = failure instanceof ActivityFailure ? failure.cause : failure;
  return !(cause instanceof ApplicationFailure && cause.nonRetryable);
}
