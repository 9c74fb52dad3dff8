import { A, useParams } from '@solidjs/router';
import { createResource, For, Show } from 'solid-js';
import { money } from '../ui/money.ts';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { TicketCard } from './ticket-card.tsx';
import { findOrder } from './tickets.ts';

/** The end of a purchase: paid, and here are the tickets. */
export function OrderPage() {
  const id = useParams()['id']!;
  const [order, { refetch }] = createResource(() => findOrder(id));
  return (
    <Page title="Your tickets" heading={order.latest ? 'You are going!' : 'Your tickets'}>
      <Show when={!order.error} fallback={<ProblemNotice problem={order.error} eventId={id} onRetry={() => void refetch()} />}>
        <Show when={!order.loading} fallback={<p class="muted">Fetching your tickets…</p>}>
          <Show when={order()} fallback={<p>You have bought nothing for this event yet. <A href={`/events/${id}`}>Back to the event</A></p>}>
            {(paid) => (
              <>
                <p class="notice good">
                  Paid {money(paid().total_price_cents)} for {paid().quantity === 1 ? '1 ticket' : `${paid().quantity} tickets`}.
                </p>
                <ul class="stack">
                  <For each={paid().tickets}>
                    {(ticket) => (
                      <li>
                        <TicketCard ticket={ticket} />
                      </li>
                    )}
                  </For>
                </ul>
                <p class="muted">
                  You find them again under <A href="/my-tickets">My tickets</A>.
                </p>
              </>
            )}
          </Show>
        </Show>
      </Show>
    </Page>
  );
}
