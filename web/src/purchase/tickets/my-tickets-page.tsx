import { A, useLocation } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createPolling } from '../../http/polling.ts';
import { Page } from '../../ui/page.tsx';
import { PollingNotice } from '../../ui/polling-notice.tsx';
import { TicketList } from './ticket-list.tsx';
import { buyerInAddress, TicketsLink } from './tickets-link.tsx';
import { readTickets, ticketsPollInterval } from './tickets.ts';

/** All tickets of this buyer, or of the one whom the link names that opened this page; newest first. */
export function MyTicketsPage() {
  const location = useLocation();
  const tickets = createPolling(() => readTickets(buyerInAddress(location.hash)), ticketsPollInterval);
  return (
    <Page title="My tickets">
      <PollingNotice polling={tickets} />
      <Switch
        fallback={
          <Show when={!tickets.problem()}>
            <p class="muted">Fetching your tickets…</p>
          </Show>
        }
      >
        <Match when={tickets.latest()?.length === 0}>
          <div class="card stack">
            <p>You have no tickets yet. Those you buy in this browser will be here.</p>
            <p>
              <A class="button quiet" href="/">
                Find your event
              </A>
            </p>
          </div>
        </Match>
        <Match when={tickets.latest()}>
          {(mine) => (
            <>
              <TicketList tickets={mine()} />
              <Show when={!buyerInAddress(location.hash)}>
                <TicketsLink />
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </Page>
  );
}
