import { A } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { createFollow } from '../../http/polling.ts';
import { FollowNotice } from '../../ui/follow-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { TicketList } from './ticket-list.tsx';
import { readTickets, ticketsPace } from './tickets.ts';

/** Everything this buyer has bought, newest first. */
export function MyTicketsPage() {
  const tickets = createFollow(readTickets, ticketsPace);
  return (
    <Page title="My tickets">
      <FollowNotice follow={tickets} />
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
        <Match when={tickets.latest()}>{(mine) => <TicketList tickets={mine()} />}</Match>
      </Switch>
    </Page>
  );
}
