import { A, useParams } from '@solidjs/router';
import { createMemo, createResource, Show } from 'solid-js';
import { Page } from '../ui/page.tsx';
import { EventBadge } from './event-badge.tsx';
import { createEditing, savedText } from './editing.ts';
import { changesOf, draftOf } from './event-draft.ts';
import { EventForm } from './event-form.tsx';
import {
  changeEvent,
  readDefaults,
  readEvent,
  readTiers,
  type EventChange,
  type OrganiserEvent,
  type OrganiserTier,
} from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';
import { StatusButtons } from './status-buttons.tsx';
import { TiersSection } from './tiers-section.tsx';

/** One event: its status, its tiers and its terms. */
export function EditEventPage() {
  const id = useParams()['id']!;
  const [event, { refetch, mutate }] = createResource(() => readEvent(id));
  return (
    <Show
      when={!event.error}
      fallback={
        <Page title="Event">
          <OrganiserNotice problem={event.error} onRetry={() => void refetch()} />
        </Page>
      }
    >
      <Show when={event.latest}>{(found) => <Terms event={found()} onChange={mutate} />}</Show>
    </Show>
  );
}

function Terms(props: { event: OrganiserEvent; onChange: (event: OrganiserEvent) => void }) {
  const [defaults] = createResource(readDefaults);
  const [tiers, { refetch }] = createResource(() => readTiers(props.event.id));
  // The tiers of the last successful request stay on the page when a later request fails.
  const loaded = createMemo<OrganiserTier[] | undefined>((before) => (tiers.error ? before : tiers.latest));
  const editing = createEditing({
    entity: props.event,
    draftOf: (event) => draftOf(event),
    changesOf,
    async send(changes: EventChange, etag) {
      const changed = await changeEvent(props.event.id, changes, etag);
      props.onChange(changed);
      return changed;
    },
    present: ({ fields }) => fields['current'] as OrganiserEvent,
  });
  const isPublic = () => props.event.status !== 'draft';
  return (
    <Page title={props.event.name}>
      <div class="item-row">
        <EventBadge status={props.event.status} paused={props.event.paused} />
        <A class="button quiet" href={`/organiser/events/${props.event.id}/live`}>
          Live view
        </A>
        <A class="button quiet" href={`/organiser/events/${props.event.id}/orders`}>
          Orders
        </A>
        <Show when={isPublic()}>
          <A class="button quiet" href={`/events/${props.event.id}`}>
            What buyers see
          </A>
        </Show>
      </div>
      <StatusButtons event={props.event} tierCount={loaded()?.length} onChange={props.onChange} />
      <TiersSection event={props.event} tiers={loaded()} problem={tiers.error} onReload={async () => refetch()} />
      <section class="stack">
        <h2>Terms</h2>
        <div class="card">
          <EventForm
            draft={editing.draft()}
            defaults={defaults.error ? undefined : defaults.latest}
            action="Save the changes"
            onSave={async (typed, options) => savedText(await editing.save(typed, options))}
            clash={editing.clash()}
            onResolve={editing.resolve}
          />
        </div>
      </section>
    </Page>
  );
}
