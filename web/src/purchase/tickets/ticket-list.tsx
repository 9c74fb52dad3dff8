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
            <TicketCard ticket={ticket} codes={validCodes(props.tickets, ticket.event.id)} />
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

const validCodes = (tickets: Ticket[], eventId: string) =>
  tickets.filter(({ event, status }) => event.id === eventId && status === 'valid').map(({ code }) => code);
