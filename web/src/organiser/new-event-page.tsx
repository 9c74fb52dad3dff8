import { useNavigate } from '@solidjs/router';
import { announce } from '../ui/announce.tsx';
import { Page } from '../ui/page.tsx';
import { draftOf, eventOf, type EventDraft } from './event-draft.ts';
import { EventForm } from './event-form.tsx';
import { createEvent } from './events.ts';

/** Creates an event as a draft, which buyers do not see before it is published. */
export function NewEventPage() {
  const navigate = useNavigate();
  const save = async (draft: EventDraft) => {
    const created = await createEvent(eventOf(draft));
    announce('The event is saved as a draft.');
    navigate(`/organiser/events/${created.id}`, { replace: true });
    return 'Saved.';
  };
  return (
    <Page title="New event">
      <p class="muted">It begins as a draft that nobody else sees. Its tiers come next.</p>
      <div class="card">
        <EventForm draft={draftOf(undefined)} action="Save the draft" onSave={save} />
      </div>
    </Page>
  );
}
