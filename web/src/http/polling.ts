import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { retryDelay, withJitter } from './poll-interval.ts';
import { asProblem, type Problem } from './problem.ts';
import { serverNow } from './server-clock.ts';

/** `problem` is kept beside the last successful response, so a page can keep showing it while the network is down. */
export type Polling<T> = {
  latest: Accessor<T | undefined>;
  /** When the last successful response arrived: server time, in milliseconds. */
  latestAt: Accessor<number | undefined>;
  problem: Accessor<Problem | undefined>;
  refresh: () => void;
};

/** The time until the next request, in milliseconds. `hidden`: whether the tab is in the background. */
type PollInterval<T> = (latest: T, hidden: boolean) => number;

/**
 * Calls `read` repeatedly while its owner lives. Failed requests back off and respect Retry-After; returning to the tab
 * or to the network polls at once; a permanent problem stops the polling. Responses are reconciled into a store, so
 * elements whose data did not change keep their focus and open dialogs stay open.
 */
export function createPolling<T extends object>(read: () => Promise<T>, pollInterval: PollInterval<T>): Polling<T> {
  const [store, setStore] = createStore<{ latest?: T }>({});
  const latest = () => store.latest;
  const [latestAt, setLatestAt] = createSignal<number>();
  const [problem, setProblem] = createSignal<Problem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let refreshRequested = false;
  let disposed = false;
  let failures = 0;
  let notBefore = 0;

  const schedule = (delay: number) => {
    clearTimeout(timer);
    if (!disposed) timer = setTimeout(() => void poll(), withJitter(delay));
  };

  async function poll(): Promise<void> {
    if (disposed) return;
    // The response under way may be older than this refresh, so another request follows it.
    if (reading) return void (refreshRequested = true);
    reading = true;
    clearTimeout(timer);
    try {
      const response = await read();
      if (disposed) return;
      failures = 0;
      setStore('latest', reconcile(response));
      setLatestAt(serverNow());
      setProblem(undefined);
      schedule(pollInterval(response, document.hidden));
    } catch (thrown) {
      if (!disposed) onProblem(asProblem(thrown));
    } finally {
      reading = false;
    }
    if (!refreshRequested) return;
    refreshRequested = false;
    refresh();
  }

  function onProblem(found: Problem): void {
    setProblem(found);
    if (!found.transient) return;
    notBefore = Date.now() + (found.retryAfterSeconds ?? 0) * 1000;
    schedule(retryDelay(++failures, found.retryAfterSeconds));
  }

  const refresh = () => {
    if (Date.now() >= notBefore) void poll();
  };
  /** A browser that goes offline finds out at once as well, so that the page says so. */
  const onReturn = () => {
    if (!document.hidden && !hasPermanentProblem()) refresh();
  };
  const hasPermanentProblem = () => problem() !== undefined && !problem()!.transient;

  onMount(() => {
    document.addEventListener('visibilitychange', onReturn);
    for (const change of ['online', 'offline']) addEventListener(change, onReturn);
    void poll();
  });
  onCleanup(() => {
    disposed = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onReturn);
    for (const change of ['online', 'offline']) removeEventListener(change, onReturn);
  });
  return { latest, latestAt, problem, refresh };
}
