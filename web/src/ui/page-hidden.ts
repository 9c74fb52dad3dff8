import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';

/** Whether this tab is in the background. */
export function createPageHidden(): Accessor<boolean> {
  const [hidden, setHidden] = createSignal(document.hidden);
  const update = () => setHidden(document.hidden);
  onMount(() => document.addEventListener('visibilitychange', update));
  onCleanup(() => document.removeEventListener('visibilitychange', update));
  return hidden;
}
