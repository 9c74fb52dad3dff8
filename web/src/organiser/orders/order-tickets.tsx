import { For } from 'solid-js';
import type { Order } from './orders.ts';

/** The tickets of an order, and whether each lets somebody in. */
export function OrderTickets(props: { tickets: Order['tickets'] }) {
  return (
    <section class="stack">
      <h2>Tickets</h2>
      <ul class="card tickets">
        <For each={props.tickets}>
          {(ticket) => (
            <li>
              <code translate="no" innerText={ticket.code} />
              <span
                class={`badge ${ticket.status === 'valid' ? 'good' : ''}`}
                innerText={ticket.status === 'valid' ? 'Valid' : 'Void'}
              />
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
