import { A, useSearchParams } from '@solidjs/router';
import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { createPolling } from '../http/polling.ts';
import { EventTime } from '../ui/event-time.tsx';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { PollingNotice } from '../ui/polling-notice.tsx';
import { BuyerMarks, type BuyerState } from './buyer-state.tsx';
import { byPhase } from './event-phase.ts';
import { matchingEvents } from './event-search.ts';
import { buyerPollInterval, eventListPollInterval, readEvents, type EventSummary } from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import './events.css';

type BuyerStates = Record<string, BuyerState>;

/**
 * All events: on sale now, upcoming and past. The search query is in the URL, so a reload keeps it.
 * `readBuyerStates` is passed in (see main.tsx), because the purchase folder imports this one.
 */
export function EventsPage(props: { readBuyerStates: () => Promise<BuyerStates> }) {
  const events = createPolling(readEvents, eventListPollInterval);
  const buyer = createPolling(() => props.readBuyerStates(), buyerPollInterval);
  const now = createNow();
  const [searchParams, setSearchParams] = useSearchParams<{ q?: string }>();
  const query = () => searchParams.q ?? '';
  const found = createMemo(() => matchingEvents(events.latest() ?? [], query()));
  const grouped = createMemo(() => byPhase(found(), now()));
  return (
    <Page title="Events" heading="Find your event">
      <PollingNotice polling={events} />
      <Switch
        fallback={
          <Show when={!events.problem()}>
            <p class="muted">Looking for events…</p>
          </Show>
        }
      >
        <Match when={events.latest()?.length === 0}>
          <p>There is nothing on sale yet. Please come back soon.</p>
        </Match>
        <Match when={events.latest()}>
          <search class="event-search">
            <label for="event-search">Search by name, place or date</label>
            <input
              id="event-search"
              type="search"
              autocomplete="off"
              value={query()}
              onInput={(event) => setSearchParams({ q: event.currentTarget.value || undefined }, { replace: true })}
            />
            <p class="muted small" role="status" innerText={query() ? searchResult(found().length) : ''} />
          </search>
          <Group heading="On sale now" events={grouped().onSale} now={now()} buyer={buyer.latest()} />
          <Group heading="Opening soon" events={grouped().upcoming} now={now()} buyer={buyer.latest()} />
          <Group heading="No longer on sale" events={grouped().past} now={now()} buyer={buyer.latest()} />
        </Match>
      </Switch>
    </Page>
  );
}

const searchResult = (count: number) =>
  count === 0 ? 'No event fits. Try fewer or other words.' : `${count} ${count === 1 ? 'event fits' : 'events fit'}.`;

function Group(props: { heading: string; events: EventSummary[]; now: number; buyer: BuyerStates | undefined }) {
  return (
    <Show when={props.events.length > 0}>
      <section class="stack">
        <h2>{props.heading}</h2>
        <ul class="event-list">
          <For each={props.events}>
            {(event) => (
              <li class="card event-card">
                <p class="badges">
                  <SaleBadge event={event} now={props.now} />
                  <BuyerMarks state={props.buyer?.[event.id]} />
                </p>
                <h3 dir="auto">
                  <A href={`/events/${event.id}`}>{event.name}</A>
                </h3>
                <p class="muted" dir="auto" innerText={event.venue} />
                <p class="muted small">
                  <EventTime at={event.starts_at} zone={event.time_zone} />
                </p>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
