import { Show } from 'solid-js';
import { browserStorage } from '../../buyer/browser-storage.ts';
import { buyerId } from '../../buyer/buyer-id.ts';

/** The address of this buyer's tickets. The part after # is never sent to a server. */
const ticketsAddress = () => `${location.origin}/my-tickets#buyer=${buyerId()}`;

/** The buyer whom a link to tickets names, if the page was opened by one. It is used for looking at tickets alone. */
export const buyerInAddress = (hash: string): string | undefined =>
  new URLSearchParams(hash.replace(/^#/, '')).get('buyer') ?? undefined;

/** For a browser that saves nothing: the link that opens the tickets again. */
export const TicketsLink = () => (
  <Show when={!browserStorage.lasts()}>
    <div class="notice not-printed">
      <h2>Keep this link</h2>
      <p>
        This browser does not let us save anything, so this page is forgotten when you close it. This link opens your
        tickets again, in any browser; whoever has it can use them.
      </p>
      <p>
        <a href={ticketsAddress()} translate="no">
          {ticketsAddress()}
        </a>
      </p>
    </div>
  </Show>
);
