import { A } from '@solidjs/router';
import { createResource, For, Show } from 'solid-js';
import { createNow } from '../ui/now.ts';
import { Page } from '../ui/page.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { dateAndTime } from '../ui/time.ts';
import { byPhase } from './event-phase.ts';
import { readEvents, type EventSummary } from './events.ts';
import { SaleBadge } from './sale-badge.tsx';
import './events.css';

/** Everything that is, will be or was on sale. */
export function EventsPage() {
  const [events, { refetch }] = createResource(readEvents);
  const now = createNow();
  const sorted = () => byPhase(events() ?? [], now());
  return (
    <Page title="Events" heading="Find your event">
      <Show when={!events.error} fallback={<ProblemNotice problem={events.error} onRetry={() => void refetch()} />}>
        <Show when={events()} fallback={<p class="muted">Looking for events…</p>}>
          <Group heading="On sale now" events={sorted().onSale} now={now()} />
          <Group heading="Opening soon" events={sorted().upcoming} now={now()} />
          <Group heading="No longer on sale" events={sorted().past} now={now()} />
          <Show when={events()!.length === 0}>
            <p>There is nothing on sale yet. Please come back soon.</p>
          </Show>
        </Show>
      </Show>
    </Page>
  );
}

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
