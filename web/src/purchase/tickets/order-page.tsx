import { A, useParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { TicketList } from './ticket-list.tsx';
import { TicketsLink } from './tickets-link.tsx';
import { findOrder, ticketsPollInterval } from './tickets.ts';

/** The end of a purchase: the paid order and its tickets. */
export function OrderPage() {
  const id = useParams()['id']!;
  const purchase = createPolling(() => findOrder(id), ticketsPollInterval);
  return (
    <Page title="Your tickets" heading={purchase.latest()?.order ? 'You are going!' : 'Your tickets'}>
      <PollingNotice polling={purchase} eventId={id} />
      <Switch
        fallback={
          <Show when={!purchase.problem()}>
            <p class="muted">Fetching your tickets…</p>
          </Show>
        }
      >
        <Match when={purchase.latest()?.order}>
          {(paid) => (
            <>
              <p class="notice good">
                Paid {money(paid().total_price_cents)} for{' '}
                {paid().quantity === 1 ? '1 ticket' : `${paid().quantity} tickets`}.
              </p>
              <TicketsLink />
              <TicketList tickets={purchase.latest()!.tickets} />
              <p class="muted not-printed">
                You find them again under <A href="/my-tickets">My tickets</A>.
              </p>
            </>
          )}
        </Match>
        <Match when={purchase.latest()}>
          <p>
            You have bought nothing for this event yet. <A href={`/events/${id}`}>Back to the event</A>
          </p>
        </Match>
      </Switch>
    </Page>
  );
}
