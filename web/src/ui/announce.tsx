import { createSignal } from 'solid-js';

const [said, setSaid] = createSignal('');

/** Tells it to those who listen rather than look; it outlives the page it was said on. */
export function announce(text: string): void {
  setSaid('');
  setTimeout(() => setSaid(text), 60);
}

/** Stands once, in the shell: a live region must be there before its text changes. */
export const Announcer = () => (
  <p class="visually-hidden" role="status" aria-live="assertive">
    {said()}
  </p>
);
