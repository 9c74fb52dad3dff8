import { For } from 'solid-js';
import { TicketCard } from './ticket-card.tsx';
import type { Ticket } from './tickets.ts';

/** A column of tickets, on the screen and in print. */
export const TicketList = (props: { tickets: Ticket[] }) => (
  <>
    <ul class="stack">
      <For each={props.tickets}>
        {(ticket) => (
          <li>
            <TicketCard ticket={ticket} />
          </li>
        )}
      </For>
    </ul>
    <div class="button-row not-printed">
      <button type="button" class="button quiet" onClick={() => print()}>
        Print
      </button>
    </div>
  </>
);
