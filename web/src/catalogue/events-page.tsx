import { A, useSearchParams } from '@solidjs/router';
import { createMemo, For, Match, Show, Switch } from 'solid-js';
import { createFollow } from '../http/polling.ts';
import { FollowNotice } from '../ui/follow-notice.tsx';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { dateAndTime } from '../ui/time.ts';
import { byPhase } from './event-phase.ts';
import { matching } from './event-search.ts';
import { listPace, readEvents, type EventSummary } from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import './events.css';

/** Everything that is, will be or was on sale. What is searched for stands in the address, so that a reload keeps it. */
export function EventsPage() {
  const events = createFollow(readEvents, listPace);
  const now = createNow();
  const [address, setAddress] = useSearchParams<{ q?: string }>();
  const query = () => address.q ?? '';
  const found = createMemo(() => matching(events.latest() ?? [], query()));
  const sorted = createMemo(() => byPhase(found(), now()));
  return (
    <Page title="Events" heading="Find your event">
      <FollowNotice follow={events} />
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
              onInput={(event) => setAddress({ q: event.currentTarget.value || undefined }, { replace: true })}
            />
            <p class="muted small" role="status">
              <Show when={query()}>{outcome(found().length)}</Show>
            </p>
          </search>
          <Group heading="On sale now" events={sorted().onSale} now={now()} />
          <Group heading="Opening soon" events={sorted().upcoming} now={now()} />
          <Group heading="No longer on sale" events={sorted().past} now={now()} />
        </Match>
      </Switch>
    </Page>
  );
}

const outcome = (count: number) =>
  count === 0 ? 'No event fits. Try fewer or other words.' : `${count} ${count === 1 ? 'event fits' : 'events fit'}.`;

function Group(props: { heading: string; events: EventSummary[]; now: number }) {
  return (
    <Show when={props.events.length > 0}>
      <section class="stack">
        <h2>{props.heading}</h2>
        <ul class="event-list">
          <For each={props.events}>
            {(event) => (
              <li class="card event-card">
                <SaleBadge event={event} now={props.now} />
                <h3>
                  <A href={`/events/${event.id}`}>{event.name}</A>
                </h3>
                <p class="muted">{event.venue}</p>
                <p class="muted small">
                  <time datetime={event.starts_at}>{dateAndTime(event.starts_at)}</time>
                </p>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
