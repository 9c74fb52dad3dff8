import { useNavigate } from '@solidjs/router';
import { createResource, Show } from 'solid-js';
import { announce } from '../ui/announce.tsx';
import { Page } from '../ui/page.tsx';
import { draftOf, eventOf, type EventDraft } from './event-draft.ts';
import { EventForm } from './event-form.tsx';
import { createEvent, readDefaults } from './events.ts';
import { OrganiserNotice } from './organiser-notice.tsx';

/** Creates an event as a draft, which buyers do not see before it is published. */
export function NewEventPage() {
  const navigate = useNavigate();
  const [defaults, { refetch }] = createResource(readDefaults);
  const save = async (draft: EventDraft) => {
    const created = await createEvent(eventOf(draft));
    announce('The event is saved as a draft.');
    navigate(`/organiser/events/${created.id}`, { replace: true });
    return 'Saved.';
  };
  return (
    <Page title="New event">
      <p class="muted">It begins as a draft that nobody else sees. Its tiers come next.</p>
      <Show
        when={!defaults.error}
        fallback={<OrganiserNotice problem={defaults.error} onRetry={() => void refetch()} />}
      >
        <Show when={defaults()}>
          {(known) => (
            <div class="card">
              <EventForm
                draft={draftOf(undefined, known().currency)}
                defaults={known()}
                action="Save the draft"
                onSave={save}
              />
            </div>
          )}
        </Show>
      </Show>
    </Page>
  );
}
