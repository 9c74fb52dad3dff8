import { createSignal, type Accessor } from 'solid-js';
import { asProblem, type Problem } from '../http/problem.ts';

export type Attempt = { busy: Accessor<boolean>; refused: Accessor<Problem | undefined>; run: () => Promise<void> };

/** One thing a buyer can do by a button: while it runs a second press does nothing, and a refusal stays until the next try. */
export function createAttempt(act: () => Promise<unknown>, afterwards?: () => void): Attempt {
  const [busy, setBusy] = createSignal(false);
  const [refused, setRefused] = createSignal<Problem>();
  const run = async () => {
    if (busy()) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await act();
    } catch (thrown) {
      setRefused(asProblem(thrown));
    } finally {
      setBusy(false);
      afterwards?.();
    }
  };
  return { busy, refused, run };
}
