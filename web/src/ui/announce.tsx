import { createSignal } from 'solid-js';

const [message, setMessage] = createSignal('');

/** Announces a text to screen readers. It stays when the buyer moves on to another page. */
export function announce(text: string): void {
  setMessage('');
  setTimeout(() => setMessage(text), 60);
}

/** The live region, rendered once in the shell: it must exist before its text changes. */
export const Announcer = () => <p class="visually-hidden" role="status" aria-live="assertive" innerText={message()} />;
