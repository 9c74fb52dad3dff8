import { createSignal, onCleanup, onMount, type Accessor } from 'solid-js';

/** Whether nobody looks at this tab. */
export function createHidden(): Accessor<boolean> {
  const [hidden, setHidden] = createSignal(document.hidden);
  const look = () => setHidden(document.hidden);
  onMount(() => document.addEventListener('visibilitychange', look));
  onCleanup(() => document.removeEventListener('visibilitychange', look));
  return hidden;
}
