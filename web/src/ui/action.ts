import { createSignal, type Accessor } from 'solid-js';
import { asProblem, type Problem } from '../http/problem.ts';

export type Action = { busy: Accessor<boolean>; problem: Accessor<Problem | undefined>; run: () => Promise<void> };

/**
 * An action behind a button. While it runs, another `run` does nothing; its problem is kept until the next run.
 * `onSettled` is called after every run, successful or not.
 */
export function createAction(act: () => Promise<unknown>, onSettled?: () => void): Action {
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<Problem>();
  const run = async () => {
    if (busy()) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
      onSettled?.();
    }
  };
  return { busy, problem, run };
}
