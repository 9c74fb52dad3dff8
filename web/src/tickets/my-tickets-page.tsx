import { A } from '@solidjs/router';
import { createResource, For, Show } from 'solid-js';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { TicketCard } from './ticket-card.tsx';
import { readTickets } from './tickets.ts';

/** Everything this buyer has bought, newest first. */
export function MyTicketsPage() {
  const [tickets, { refetch }] = createResource(readTickets);
  return (
    <Page title="My tickets">
      <Show when={!tickets.error} fallback={<ProblemNotice problem={tickets.error} onRetry={() => void refetch()} />}>
        <Show when={tickets()} fallback={<p class="muted">Fetching your tickets…</p>}>
          {(mine) => (
            <Show when={mine().length > 0} fallback={<NoTickets />}>
              <ul class="stack">
                <For each={mine()}>
                  {(ticket) => (
                    <li>
                      <TicketCard ticket={ticket} />
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          )}
        </Show>
      </Show>
    </Page>
  );
}

const NoTickets = () => (
  <div class="card stack">
    <p>You have no tickets yet. Those you buy in this browser will be here.</p>
    <p>
      <A class="button quiet" href="/">
        Find your event
      </A>
    </p>
  </div>
);
