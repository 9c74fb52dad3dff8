import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { restAfterFailure, withJitter } from './poll-interval.ts';
import { asProblem, type Problem } from './problem.ts';

/** `problem` stands beside the last answer that was good, so a page can keep showing it while the network is away. */
export type Follow<T> = {
  latest: Accessor<T | undefined>;
  problem: Accessor<Problem | undefined>;
  refresh: () => void;
};

type Pace<T> = (latest: T, hidden: boolean) => number;

/**
 * Reads again and again while its owner lives. `pace` says how long to rest after a good answer, in milliseconds; refusals back off
 * and respect Retry-After. Coming back to the tab or to the network looks at once. A refusal that will not pass ends the following.
 * What stayed the same between two answers stays the same on the page, so nothing loses the focus or an open dialog to a look.
 */
export function createFollow<T extends object>(read: () => Promise<T>, pace: Pace<T>): Follow<T> {
  const [kept, keep] = createStore<{ latest?: T }>({});
  const latest = () => kept.latest;
  const [problem, setProblem] = createSignal<Problem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let wanted = false;
  let ended = false;
  let failures = 0;
  let notBefore = 0;

  const restFor = (rest: number) => {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(() => void look(), withJitter(rest));
  };

  async function look(): Promise<void> {
    if (ended) return;
    // Somebody wants to know what is true now, and the answer under way may be older than that.
    if (reading) return void (wanted = true);
    reading = true;
    clearTimeout(timer);
    try {
      const answer = await read();
      if (ended) return;
      failures = 0;
      keep('latest', reconcile(answer));
      setProblem(undefined);
      restFor(pace(answer, document.hidden));
    } catch (thrown) {
      if (!ended) settle(asProblem(thrown));
    } finally {
      reading = false;
    }
    if (!wanted) return;
    wanted = false;
    refresh();
  }

  function settle(refusal: Problem): void {
    setProblem(refusal);
    if (!refusal.passing) return;
    notBefore = Date.now() + (refusal.retryAfterSeconds ?? 0) * 1000;
    restFor(restAfterFailure(++failures, refusal.retryAfterSeconds));
  }

  const refresh = () => {
    if (Date.now() >= notBefore) void look();
  };
  const onReturn = () => {
    if (!document.hidden && !problemIsFinal()) refresh();
  };
  const problemIsFinal = () => problem() !== undefined && !problem()!.passing;

  onMount(() => {
    document.addEventListener('visibilitychange', onReturn);
    addEventListener('online', onReturn);
    void look();
  });
  onCleanup(() => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onReturn);
    removeEventListener('online', onReturn);
  });
  return { latest, problem, refresh };
}
