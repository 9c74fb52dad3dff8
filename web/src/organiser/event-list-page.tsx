import { A } from '@solidjs/router';
import { createResource, For, Show } from 'solid-js';
import { Page } from '../ui/page.tsx';
import { venueTime } from '../ui/time-zone.ts';
import { EventBadge } from './event-badge.tsx';
import { readEvents, type EventStatus, type OrganiserEvent } from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';

const groups: { heading: string; statuses: EventStatus[] }[] = [
  { heading: 'On sale', statuses: ['on_sale'] },
  { heading: 'Coming', statuses: ['scheduled'] },
  { heading: 'Drafts', statuses: ['draft'] },
  { heading: 'Over', statuses: ['closed', 'canceled'] },
];

/** All events, including drafts, with links to their terms and their live view. */
export function EventListPage() {
  const [events, { refetch }] = createResource(readEvents);
  const withStatus = (statuses: EventStatus[]) =>
    (events.error ? [] : (events() ?? [])).filter(({ status }) => statuses.includes(status));
  return (
    <Page title="Organiser’s console" heading="Your events">
      <A class="button new-event" href="/organiser/events/new">
        New event
      </A>
      <Show when={!events.error} fallback={<OrganiserNotice problem={events.error} onRetry={() => void refetch()} />}>
        <For each={groups}>{({ heading, statuses }) => <Group heading={heading} events={withStatus(statuses)} />}</For>
        <Show when={events()?.length === 0}>
          <p>There is no event yet. Make one, add its tiers, and publish it.</p>
        </Show>
      </Show>
    </Page>
  );
}

function Group(props: { heading: string; events: OrganiserEvent[] }) {
  return (
    <Show when={props.events.length > 0}>
      <section class="stack">
        <h2>{props.heading}</h2>
        <ul class="stack">
          <For each={props.events}>
            {(event) => (
              <li class="card item-row">
                <div>
                  <h3 dir="auto">
                    <A href={`/organiser/events/${event.id}`}>{event.name}</A>
                  </h3>
                  <p
                    class="muted small"
                    innerText={
                      `${event.venue} · sale opens ${venueTime(event.on_sale_at, event.time_zone)} · ` +
                      `starts ${venueTime(event.starts_at, event.time_zone)}`
                    }
                  />
                </div>
                <EventBadge status={event.status} paused={event.paused} />
                <A
                  class="button quiet"
                  href={`/organiser/events/${event.id}/live`}
                  aria-label={`Live view of ${event.name}`}
                >
                  Live view
                </A>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
