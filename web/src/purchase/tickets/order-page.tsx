import { A, useParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createFollow } from '../../http/polling.ts';
import { FollowNotice } from '../../ui/follow-notice.tsx';
import { money } from '../../ui/money.ts';
import { Page } from '../../ui/page.tsx';
import { TicketList } from './ticket-list.tsx';
import { findOrder, ticketsPace } from './tickets.ts';

/** The end of a purchase: paid, and here are the tickets. */
export function OrderPage() {
  const id = useParams()['id']!;
  const found = createFollow(() => findOrder(id), ticketsPace);
  return (
    <Page title="Your tickets" heading={found.latest()?.order ? 'You are going!' : 'Your tickets'}>
      <FollowNotice follow={found} eventId={id} />
      <Switch
        fallback={
          <Show when={!found.problem()}>
            <p class="muted">Fetching your tickets…</p>
          </Show>
        }
      >
        <Match when={found.latest()?.order}>
          {(paid) => (
            <>
              <p class="notice good">
                Paid {money(paid().total_price_cents)} for{' '}
                {paid().quantity === 1 ? '1 ticket' : `${paid().quantity} tickets`}.
              </p>
              <TicketList tickets={found.latest()!.tickets} />
              <p class="muted not-printed">
                You find them again under <A href="/my-tickets">My tickets</A>.
              </p>
            </>
          )}
        </Match>
        <Match when={found.latest()}>
          <p>
            You have bought nothing for this event yet. <A href={`/events/${id}`}>Back to the event</A>
          </p>
        </Match>
      </Switch>
    </Page>
  );
}
