import { Show } from 'solid-js';
import { browserStorage } from '../buyer/browser-storage.ts';

/** Warns before tickets are paid for in a browser that saves nothing: after a reload the page knows nobody. */
export const StorageWarning = () => (
  <Show when={!browserStorage.lasts()}>
    <div class="notice">
      <h2>Keep this page open</h2>
      <p>
        This browser does not let us save anything, so after a reload or in another tab we would not know you any more.
        Once you have paid you get a link that opens your tickets anywhere: keep that link.
      </p>
    </div>
  </Show>
);
