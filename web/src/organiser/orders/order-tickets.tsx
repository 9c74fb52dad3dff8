import { For } from 'solid-js';
import { money } from '../../ui/money.ts';
import type { Order } from './orders.ts';

/** The tickets of an order, whether each lets somebody in, and what the buyer paid for it. */
export function OrderTickets(props: { order: Pick<Order, 'tickets' | 'currency'> }) {
  return (
    <section class="stack">
      <h2>Tickets</h2>
      <ul class="card tickets">
        <For each={props.order.tickets}>
          {(ticket) => (
            <li>
              <code translate="no" innerText={ticket.code} />
              <span
                class={`badge ${ticket.status === 'valid' ? 'good' : ''}`}
                innerText={ticket.status === 'valid' ? 'Valid' : 'Void'}
              />
              <span
                class="muted small figures"
                translate="no"
                innerText={money(ticket.amount_cents, props.order.currency)}
              />
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
